"""Fuzzing: cases nobody wrote, for everything that reads what comes from outside; each ends in findings or a result."""
