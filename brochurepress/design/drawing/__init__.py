"""Drawings: any SVG as one of plain attributes, which every artwork draws alike, and as a page of PDF."""
