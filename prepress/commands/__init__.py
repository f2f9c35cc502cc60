"""Commands of publish.py: one module each; a command parses, makes one call, prints, and gives an exit code."""
