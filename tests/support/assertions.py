"""Assertions about findings, in the words of those who read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from brochurepress.findings import Finding, Rejected


def assert_found(
    findings: Iterable[Finding],
    rule: str,
    *,
    file: str = "",
    line: int = 0,
    page: int = 0,
    message: str = "",
    hint: str = "",
) -> None:
    """A finding of that rule is among them, at that place; `message` and `hint` are parts of its texts."""
    listed = tuple(findings)
    wanted = [
        finding
        for finding in listed
        if finding.rule == rule
        and (not file or finding.place.file == file)
        and (not line or finding.place.line == line)
        and (not page or finding.place.page == page)
        and message in finding.message
        and hint in finding.hint
    ]
    demand = ", ".join(str(part) for part in (rule, file, line, page, message, hint) if part)
    assert wanted, f"not found: {demand}; found:\n{_told(listed)}"


def assert_only_found(
    findings: Iterable[Finding],
    rule: str,
    *,
    file: str = "",
    line: int = 0,
    page: int = 0,
    message: str = "",
    hint: str = "",
) -> None:
    """That finding, and no other."""
    listed = tuple(findings)
    assert_found(listed, rule, file=file, line=line, page=page, message=message, hint=hint)
    assert len(listed) == 1, f"more than {rule} was found:\n{_told(listed)}"


def assert_silent(findings: Iterable[Finding]) -> None:
    """Nothing is found."""
    listed = tuple(findings)
    assert not listed, f"found:\n{_told(listed)}"


def rejection(stage: Callable[[], object]) -> tuple[Finding, ...]:
    """The findings with which a stage refuses its source; a stage that goes on fails the test."""
    with pytest.raises(Rejected) as caught:
        stage()
    return caught.value.findings


def _told(findings: tuple[Finding, ...]) -> str:
    return "\n".join(str(finding) for finding in findings) or "nothing"
