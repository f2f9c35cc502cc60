"""Finish: what turns a painted PDF into the file a standard asks for (boxes, marks, intent, metadata)."""
