"""Judges of finished PDFs compared: files with one fault each, and what each judge says of them."""
