"""The brochure press: a manuscript read, composed and laid out once, then painted for press, reader and web."""
