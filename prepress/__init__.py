"""The brochure press: a manuscript read, composed, laid out once, then painted for press, reader and web."""
