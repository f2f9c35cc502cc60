"""Findings in words that tests make up: of no rule of the tables."""

from __future__ import annotations

from brochurepress.findings import Finding, Place, Severity


def error(rule: str, message: str, place: Place | None = None, hint: str = "") -> Finding:
    """A finding of severity error in words of its own."""
    return Finding(rule, Severity.ERROR, message, place or Place(), hint)


def warning(rule: str, message: str, place: Place | None = None, hint: str = "") -> Finding:
    """A finding of severity warning in words of its own."""
    return Finding(rule, Severity.WARNING, message, place or Place(), hint)
