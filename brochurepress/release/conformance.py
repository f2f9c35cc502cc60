"""Conformance: for each criterion of WCAG 2.2 A and AA what the rules found, or what a person judged, for which text.

It is the proof that an accessibility statement rests on: EN 301 549 v3.2.1, clause 9 for the web page and clause 10 for
the documents that it offers.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic.dataclasses import dataclass as record

from brochurepress.artworks import Artwork
from brochurepress.findings import Finding, Place, Severity, error
from brochurepress.preflight import OF_MARKUP, PAGE_RULES, RULES, check_page
from brochurepress.preflight.accessibility import token_contrast
from brochurepress.release.aspects import digests_of, whole_digests
from brochurepress.release.sign_offs import FILE, SignOff
from brochurepress.release.wcag import CRITERIA, Aspect, Criterion, Method
from brochurepress.source import (
    FALLBACK,
    TOKENS,
    VARIANTS,
    Edition,
    Inputs,
    PaintMethod,
    RuleGroup,
    read_page,
)
from brochurepress.typeset import Layout
from brochurepress.workspace import DISTRIBUTION, STRICT, RequiredText, version

STANDARD = "EN 301 549 v3.2.1; WCAG 2.2, A + AA"
SAMENESS = frozenset({"sameness/text", "sameness/order", "sameness/links", "sameness/contacts"})
DESIGN = frozenset({"accessibility/token-contrast"})
"""Rules on the design's tokens, which hold in every medium."""


class PublicationMedium(StrEnum):
    """What is judged: a web page (clause 9) or a document beside it (clause 10)."""

    WEB = "web"
    DOCUMENT = "document"


CHAPTERS = {PublicationMedium.WEB: 9, PublicationMedium.DOCUMENT: 10}


@record(frozen=True, config=STRICT)
class EvidenceStrings:
    """What the page of evidence says in one language: its own strings, reasons by absence, and so on."""

    page: dict[str, RequiredText]
    principles: dict[str, RequiredText]
    results: dict[str, RequiredText]
    reasons: dict[str, RequiredText]
    aspects: dict[str, RequiredText]
    questions: dict[str, RequiredText]
    criteria: dict[str, RequiredText]


class CriterionResult(StrEnum):
    """What is known about a criterion in one medium."""

    PASS = "pass"  # noqa: S105 - a result, not a password
    FAIL = "fail"
    NOT_APPLICABLE = "not applicable"
    PERSON = "a person must look"


@dataclass(frozen=True)
class MediumChecks:
    """What was asked of one medium: its artworks, the rules that really ran, and what they found."""

    medium: PublicationMedium
    artworks: tuple[str, ...]
    rules: frozenset[str]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class CriterionVerdict:
    """The result of one criterion in one medium: clause, result, rules and tools that gave it, findings, and why."""

    medium: PublicationMedium
    clause: str
    result: CriterionResult
    rules: tuple[str, ...]
    tools: tuple[str, ...]
    findings: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class CriterionEntry:
    """One criterion: its names by language, its verdicts, the question to a person if any, and who answered it.

    `judged` is the SHA-256 of each aspect that the answer hangs on; `changed` names those that are no longer what was
    signed, all of them where nobody has.
    """

    criterion: Criterion
    names: Mapping[str, str]
    verdicts: tuple[CriterionVerdict, ...]
    question: str
    judged: Mapping[Aspect, str]
    signature: SignOff | None
    changed: tuple[Aspect, ...]

    @property
    def name(self) -> str:
        """Its name in English, as findings have it."""
        return self.names[FALLBACK]

    @property
    def asks(self) -> bool:
        """Whether a person must look."""
        return any(verdict.result is CriterionResult.PERSON for verdict in self.verdicts)

    @property
    def signed(self) -> bool:
        """Whether a person has judged what stands there now."""
        return self.signature is not None and not self.changed


@dataclass(frozen=True)
class Evidence:
    """The evidence of one edition: its artworks by medium and one entry for each criterion, in order."""

    edition: Edition
    wording: EvidenceStrings
    artworks: Mapping[PublicationMedium, tuple[str, ...]]
    digests: Mapping[Aspect, str]
    entries: tuple[CriterionEntry, ...]
    accepted: tuple[Finding, ...] = ()

    def to_json(self) -> str:
        """The evidence for programs; the same edition gives the same bytes."""
        edition = self.edition
        value = {
            "edition": edition.name,
            "title": edition.title,
            "version": edition.version,
            "date": edition.date.isoformat(),
            "standard": STANDARD,
            "artworks": {medium.value: list(files) for medium, files in self.artworks.items()},
            "criteria": [_json(entry) for entry in self.entries],
            "accepted": [
                {"rule": f.rule, "place": str(f.place), "message": f.message, "reason": f.accepted}
                for f in self.accepted
            ],
        }
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

    def count(self, result: CriterionResult) -> int:
        """Number of clauses with a result."""
        return sum(verdict.result is result for entry in self.entries for verdict in entry.verdicts)


def collect_evidence(
    layout: Layout,
    artworks: tuple[Artwork, ...],
    findings: tuple[Finding, ...],
    signatures: Mapping[str, SignOff],
) -> Evidence:
    """The evidence of an edition from the artworks of one build, the findings of that build, and what was signed.

    Raises Rejected when the wording of its language is broken.
    """
    inputs, edition = layout.inputs, layout.inputs.manuscript.edition
    asked = tuple(_asked(inputs, artworks, findings))
    english, wording = (
        read_page(inputs.snapshot, "evidence", language, EvidenceStrings)
        for language in (FALLBACK, edition.language)
    )
    digests = digests_of(layout, artworks)
    whole = whole_digests(layout, artworks)
    entries = tuple(
        _entry(row, asked, english, wording, digests, whole, signatures) for row in CRITERIA.values()
    )
    named = {each.medium: each.artworks for each in asked}
    accepted = tuple(finding for finding in findings if finding.accepted)
    return Evidence(edition, wording, named, digests, entries, accepted)


def unsigned(evidence: Evidence, today: dt.date) -> tuple[Finding, ...]:
    """Findings for every judgement that is missing, of another publication, or of a day after `today`.

    They are evidence/unsigned, evidence/expired and evidence/date.
    """
    place = Place(f"{evidence.edition.folder}/{FILE}")
    found = []
    for entry in evidence.entries:
        number = entry.criterion.number
        if not entry.asks:
            continue
        if entry.signature and entry.signature.date > today:
            found.append(
                error(
                    "evidence/date",
                    place,
                    number=number,
                    entry_name=entry.name,
                    date=entry.signature.date,
                    name=evidence.edition.name,
                )
            )
        elif entry.signed:
            continue
        elif entry.signature:
            found.append(
                error(
                    "evidence/expired",
                    place,
                    number=number,
                    entry_name=entry.name,
                    date=entry.signature.date,
                    changed=", ".join(entry.changed),
                    name=evidence.edition.name,
                )
            )
        else:
            found.append(
                error(
                    "evidence/unsigned",
                    place,
                    number=number,
                    entry_name=entry.name,
                    question=entry.question,
                    name=evidence.edition.name,
                )
            )
    return tuple(found)


def failed(evidence: Evidence) -> tuple[Finding, ...]:
    """Findings for every clause that a rule has found broken (evidence/failed)."""
    place = Place(f"{evidence.edition.folder}/edition.toml")
    return tuple(
        error("evidence/failed", place, number=entry.criterion.number, entry_name=entry.name, told=told)
        for entry in evidence.entries
        for verdict in entry.verdicts
        if verdict.result is CriterionResult.FAIL
        for told in verdict.findings
    )


def _asked(
    inputs: Inputs, artworks: tuple[Artwork, ...], findings: tuple[Finding, ...]
) -> Iterator[MediumChecks]:
    """What was asked of each medium that has artworks; a rule that said it does not apply was not asked."""
    design = token_contrast(inputs.tokens, TOKENS)
    pages = [artwork for artwork in artworks if VARIANTS[artwork.variant].paint is PaintMethod.SCREEN]
    if pages:
        own = [finding for page in pages for finding in check_page(page.content, page.file)]
        rules = frozenset([*PAGE_RULES, *OF_MARKUP]) | SAMENESS | DESIGN
        yield _of(PublicationMedium.WEB, pages, rules, (*own, *design, *findings))
    documents = [
        artwork for artwork in artworks if VARIANTS[artwork.variant].group is RuleGroup.ACCESSIBILITY
    ]
    if documents:
        entered = {entry.id for entry in RULES.values() if entry.group == "accessibility"}
        silent = {finding.rule for finding in findings if finding.severity is Severity.INFO}
        rules = frozenset(entered - silent) | SAMENESS | DESIGN
        yield _of(PublicationMedium.DOCUMENT, documents, rules, (*design, *findings))


def _of(
    medium: PublicationMedium, artworks: list[Artwork], rules: frozenset[str], findings: tuple[Finding, ...]
) -> MediumChecks:
    files = tuple(artwork.file for artwork in artworks)
    return MediumChecks(medium, files, rules, tuple(f for f in findings if f.place.artwork in ("", *files)))


def _entry(
    criterion: Criterion,
    asked: tuple[MediumChecks, ...],
    english: EvidenceStrings,
    wording: EvidenceStrings,
    digests: Mapping[Aspect, str],
    whole: tuple[str, str],
    signatures: Mapping[str, SignOff],
) -> CriterionEntry:
    ways = {PublicationMedium.WEB: criterion.web, PublicationMedium.DOCUMENT: criterion.document}
    verdicts = tuple(_verdict(criterion, ways[each.medium], each, wording) for each in asked)
    asks = any(verdict.result is CriterionResult.PERSON for verdict in verdicts)
    question = (
        wording.questions[criterion.number if criterion.number in wording.questions else "other"]
        if asks
        else ""
    )
    signature = signatures.get(criterion.number)
    judged = {aspect: digests[aspect] for aspect in criterion.aspects}
    signed = signature.judged if signature else {}
    changed = tuple(aspect for aspect, digest in judged.items() if signed.get(aspect) != digest)
    if signature and signature.text == whole[Aspect.LOOK in judged]:
        changed = ()
    names = {said.page["language"]: said.criteria[criterion.number] for said in (english, wording)}
    return CriterionEntry(criterion, names, verdicts, question, judged, signature, changed)


def _verdict(
    criterion: Criterion, way: Method, asked: MediumChecks, wording: EvidenceStrings
) -> CriterionVerdict:
    found = tuple(f for f in asked.findings if f.rule in way.rules and f.severity is not Severity.INFO)
    unasked = sorted(set(way.rules) - asked.rules)
    reason = ""
    if any(finding.severity is Severity.ERROR for finding in found):
        result = CriterionResult.FAIL
    elif unasked or found:
        result = CriterionResult.PERSON
        reason = (
            wording.reasons["unasked"].format(rules=", ".join(unasked))
            if unasked
            else wording.reasons["warned"]
        )
    elif way.absent:
        result, reason = CriterionResult.NOT_APPLICABLE, wording.reasons[way.absent]
    else:
        result = CriterionResult.PERSON if way.asks else CriterionResult.PASS
    clause = criterion.clause(CHAPTERS[asked.medium])
    tools = tuple(dict.fromkeys(_tool(rule) for rule in way.rules if rule in asked.rules))
    told = tuple(
        f"{finding.place.artwork or finding.place.file}: {finding.message} [{finding.rule}]"
        + (f" ({finding.accepted})" if finding.accepted else "")
        for finding in found
    )
    return CriterionVerdict(asked.medium, clause, result, way.rules, tools, told, reason)


def _tool(rule: str) -> str:
    """Name and version of what asked a rule."""
    if rule == "accessibility/page-validation":
        return f"page-validation {importlib.metadata.version('page-validation')}"
    return f"{DISTRIBUTION} {version()}"


def _json(entry: CriterionEntry) -> dict[str, Any]:
    criterion, signature = entry.criterion, entry.signature
    return {
        "number": criterion.number,
        "level": criterion.level,
        "name": dict(entry.names),
        "verdicts": [
            {
                "medium": verdict.medium.value,
                "clause": verdict.clause or None,
                "result": verdict.result.value,
                "rules": list(verdict.rules),
                "tools": list(verdict.tools),
                "findings": list(verdict.findings),
                "reason": verdict.reason,
            }
            for verdict in entry.verdicts
        ],
        "question": entry.question,
        "judged": {aspect.value: digest for aspect, digest in entry.judged.items()},
        "signed": signature
        and {"name": signature.name, "date": signature.date.isoformat(), "valid": entry.signed},
    }
