"""What an edition is asked besides its pages: checks of its texts, entered here for the commands that ask them."""

from brochurepress.findings import Finding, Severity
from brochurepress.workspace import Snapshot


def text_findings(snapshot: Snapshot, edition: str, severity: Severity = Severity.WARNING) -> tuple[Finding, ...]:
    """What every check of texts says of an edition; `severity` is that of what keeps it from being released."""
    from brochurepress.exchange import comment_findings, readability_findings, translation_findings

    checks = (translation_findings, comment_findings)
    found = [each for check in checks for each in check(snapshot, edition, severity)]
    # what is easy to read is asked while somebody writes, and keeps nothing from being released
    return (*found, *(readability_findings(snapshot, edition) if severity is Severity.WARNING else ()))
