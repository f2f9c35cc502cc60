"""Rules for press PDF: the printer's demands and those of the Ghent Workgroup."""
