"""Runs: one edition set with the fields of every row of a table, each copy an artwork of its own."""
