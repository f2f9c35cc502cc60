"""Texts that come and go: Word in and back, comments on pages, translations; each word to the line it belongs to."""

from brochurepress._doors import door

door(__name__)
