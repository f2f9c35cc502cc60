"""Press PDF: page boxes, printer's marks, output intent (ISO 15930-7)."""
