"""Conformance: for each criterion of WCAG 2.2 A and AA what the rules found, or what a person judged, for which text.

It is the proof that an accessibility statement rests on: EN 301 549, clause 9 for the web page and clause 10 for the
documents beside it. A verdict names the judges that ran on these very files; one that did not run decides nothing.
People read, print and sign the evidence as one file of HTML; for other programs it is EARL 1.0 and OpenACR.
"""

import datetime as dt
import importlib.metadata
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from pydantic.dataclasses import dataclass as record

from brochurepress import source
from brochurepress.artworks import Artwork
from brochurepress.compose import Medium, Templates, bundle, content_policy, harmless
from brochurepress.findings import Finding, Place, Severity, error
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import inspect
from brochurepress.preflight import OF_MARKUP, PAGE_RULES, RULES, ReadingStop, announced_in, check_page, stops
from brochurepress.preflight.accessibility import token_contrast
from brochurepress.preflight.report import picture_address
from brochurepress.release import wcag
from brochurepress.release.manifest import FLAVOURS, ValidationVerdict, checksum, judged
from brochurepress.release.site import published
from brochurepress.typeset import Layout
from brochurepress.wording import FALLBACK, phrase
from brochurepress.workspace import DISTRIBUTION, STRICT, Own, RequiredText, shipped_table, version, write_yaml

STANDARD = f"{wcag.V3}; {wcag.V4}; WCAG 2.2, A + AA"
SAMENESS = frozenset({"sameness/text", "sameness/order", "sameness/links", "sameness/contacts"})
DESIGN = frozenset({"accessibility/token-contrast"})
"""Rules on the design's tokens, which hold in every medium."""

_KNOWN: dict[str, list[str]] = shipped_table("standards")["rules"]
JUDGES = {rule: frozenset(standards) for rule, standards in _KNOWN.items()}
"""Rules that judge a file by what it claims, each with the standards that it knows."""


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
    UNASKED = "not asked"


OPEN = frozenset({CriterionResult.PERSON, CriterionResult.UNASKED})
"""Results that stand until a person has looked."""


@dataclass(frozen=True)
class MediumChecks:
    """What was asked of one medium: by file the rules that ran on it, and what they and other tools found.

    `spared` are the rules that have nothing to ask of a file; `recorded` is what other tools said of its very bytes.
    """

    medium: PublicationMedium
    rules: Mapping[str, frozenset[str]]
    spared: Mapping[str, frozenset[str]]
    recorded: Mapping[str, tuple[ValidationVerdict, ...]]
    findings: tuple[Finding, ...]

    def judges(self, file: str, rules: Iterable[str], number: str) -> dict[str, tuple[str, ...]]:
        """Who judged a file by these rules, or by the number of a criterion: by tool what it judged by."""
        found: dict[str, tuple[str, ...]] = {}
        for rule in (rule for rule in rules if rule in self.rules[file] and rule != wcag.VERAPDF):
            own = rule == "accessibility/page-validation"
            name = "page-validation" if own else DISTRIBUTION
            tool = f"{name} {importlib.metadata.version(name) if own else version()}"
            found[tool] = (*found.get(tool, ()), rule)
        for verdict in self.recorded[file]:
            if verdict.standard == f"WCAG 2.2, {number}" or (wcag.VERAPDF in rules and verdict.standard in FLAVOURS):
                found[verdict.tool] = (*found.get(verdict.tool, ()), verdict.standard)
        return found


@dataclass(frozen=True)
class CriterionVerdict:
    """The result of one criterion in one medium: clauses, result, findings, and why.

    `judges` holds for each file by tool, with its version, the rules or standards by which it judged that.
    """

    medium: PublicationMedium
    clauses: Mapping[str, str | None]
    result: CriterionResult
    judges: Mapping[str, Mapping[str, tuple[str, ...]]]
    findings: tuple[str, ...]
    reason: str

    @property
    def by(self) -> dict[str, tuple[str, ...]]:
        """The judges of all its files together."""
        found: dict[str, tuple[str, ...]] = {}
        for tool, rules in (each for tools in self.judges.values() for each in tools.items()):
            found[tool] = tuple(dict.fromkeys((*found.get(tool, ()), *rules)))
        return found


@dataclass(frozen=True)
class CriterionEntry:
    """One criterion: its names by language, its verdicts, the question to a person if any, and who answered it.

    `judged` is the SHA-256 of each aspect that the answer hangs on; `changed` names those that are no longer what was
    signed, all of them where nobody has.
    """

    criterion: wcag.Criterion
    names: Mapping[str, str]
    verdicts: tuple[CriterionVerdict, ...]
    question: str
    judged: Mapping[wcag.Aspect, str]
    signature: wcag.SignOff | None
    changed: tuple[wcag.Aspect, ...]

    @property
    def name(self) -> str:
        """Its name in English, as findings have it."""
        return self.names[FALLBACK]

    @property
    def asks(self) -> bool:
        """Whether a person must look, for no judge decides it or one did not run."""
        return any(verdict.result in OPEN for verdict in self.verdicts)

    @property
    def slug(self) -> str:
        """Its identifier in WCAG."""
        return re.sub(r"[^a-z]+", "-", self.name.lower()).strip("-")

    @property
    def signed(self) -> bool:
        """Whether a person has judged what stands there now."""
        return self.signature is not None and not self.changed

    def to_json(self) -> dict[str, Any]:
        """The entry for programs."""
        by, told = self.signature, dict[str, Any](number=self.criterion.number, level=self.criterion.level)
        told |= {"name": dict(self.names), "verdicts": [asdict(verdict) for verdict in self.verdicts]}
        signed = by and {"name": by.name, "date": by.date.isoformat(), "valid": self.signed}
        return {**told, "question": self.question, "judged": dict(self.judged), "signed": signed}


@dataclass(frozen=True)
class PublishedFile:
    """A file that is published: judged as a medium, or with the file `beside` it that is, and why."""

    file: str
    offered: bool
    medium: PublicationMedium | None
    beside: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Evidence:
    """The evidence of one edition: its files, and one entry for each criterion and clause, in order.

    `main` is the file in which a person looks at pages and hears them read, if there is one; `spoken` are the words
    in which it is read aloud.
    """

    edition: source.Edition
    wording: EvidenceStrings
    files: tuple[PublishedFile, ...]
    main: Artwork | None
    digests: Mapping[wcag.Aspect, str]
    entries: tuple[CriterionEntry, ...]
    accepted: tuple[Finding, ...] = ()
    spoken: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """The evidence for programs; the same edition gives the same bytes."""
        edition = self.edition
        value = {
            "edition": edition.name,
            "title": edition.title,
            "version": edition.version,
            "date": edition.date.isoformat(),
            "standard": STANDARD,
            "files": [asdict(each) for each in self.files],
            "criteria": [entry.to_json() for entry in self.entries],
            "accepted": [
                {"rule": f.rule, "place": str(f.place), "message": f.message, "reason": f.accepted}
                for f in self.accepted
            ],
        }
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

    @property
    def people(self) -> dict[str, int]:
        """How many questions people are asked, and how many of these are signed for what stands there now."""
        asked = [entry for entry in self.entries if entry.asks]
        return {"asked": len(asked), "signed": sum(entry.signed for entry in asked)}

    def count(self, result: CriterionResult) -> int:
        """Number of clauses with a result."""
        return sum(verdict.result is result for entry in self.entries for verdict in entry.verdicts)


def collect_evidence(
    layout: Layout,
    artworks: tuple[Artwork, ...],
    findings: tuple[Finding, ...],
    signatures: Mapping[str, wcag.SignOff],
    recorded: Iterable[ValidationVerdict] = (),
) -> Evidence:
    """The evidence of an edition from the artworks of one build, the findings of that build, and what was signed.

    `recorded` is what tools beside the press said of files; what it says of other bytes counts for nothing. Raises
    Rejected when the wording of its language is broken.
    """
    inputs, edition = layout.inputs, layout.inputs.manuscript.edition
    asked = tuple(_asked(layout, artworks, findings, tuple(recorded)))
    languages = FALLBACK, edition.language
    english, wording = (source.read_page(inputs.snapshot, "evidence", each, EvidenceStrings) for each in languages)
    digests = wcag.digests_of(layout, artworks)
    entries = tuple(_entry(row, asked, english, wording, digests, signatures) for row in wcag.ROWS.values())
    files = tuple(_files(edition, artworks, asked, wording))
    main = next((each for each in _documents(artworks) if _reads(each)), None)
    shown = tuple(entry for entry in entries if entry.verdicts)
    accepted = tuple(finding for finding in findings if finding.accepted)
    spoken = source.read_strings(inputs.snapshot, "report", edition.language).spoken
    return Evidence(edition, wording, files, main, digests, shown, accepted, spoken)


def unsigned(evidence: Evidence, today: dt.date) -> tuple[Finding, ...]:
    """Findings for every judgement that is missing, of another publication, or of a day after `today`.

    They are evidence/unsigned, evidence/expired and evidence/date.
    """
    place, found = Place(f"{evidence.edition.folder}/{wcag.FILE}"), []
    for entry in evidence.entries:
        signature = entry.signature
        early = signature is not None and signature.date > today
        if not entry.asks or (entry.signed and not early):
            continue
        key = "evidence/date" if early else "evidence/expired" if signature else "evidence/unsigned"
        told = {"number": entry.criterion.number, "entry_name": entry.name, "question": entry.question}
        told |= {"changed": ", ".join(entry.changed), "name": evidence.edition.name}
        found.append(error(key, place, **told, date=signature and signature.date))
    return tuple(found)


def failed(evidence: Evidence) -> tuple[Finding, ...]:
    """Findings for clauses that are broken, evidence/failed, and files without an accessible form, evidence/alone."""
    place = Place(f"{evidence.edition.folder}/edition.toml")
    verdicts = ((entry, verdict) for entry in evidence.entries for verdict in entry.verdicts)
    broken = (
        error("evidence/failed", place, number=entry.criterion.number, entry_name=entry.name, told=told)
        for entry, verdict in verdicts
        for told in (verdict.findings if verdict.result is CriterionResult.FAIL else ())
    )
    alone = (each.file for each in evidence.files if each.medium is None and not each.beside)
    return (*broken, *(error("evidence/alone", place, file=file) for file in alone))


Verdicts = tuple[ValidationVerdict, ...]


def _asked(
    layout: Layout, artworks: tuple[Artwork, ...], findings: tuple[Finding, ...], recorded: Verdicts
) -> Iterator[MediumChecks]:
    """What was asked of each medium that has artworks; a rule that said it does not apply was not asked."""
    pages = [artwork for artwork in artworks if source.VARIANTS[artwork.variant].paint is source.PaintMethod.SCREEN]
    own = [finding for page in pages for finding in check_page(page.content, page.file)]
    found = (*own, *token_contrast(layout.composition), *findings)
    of_files = [name for name in RULES if name.startswith("accessibility/")]
    media = (pages, [*PAGE_RULES, *OF_MARKUP]), (_documents(artworks), of_files)
    for medium, (files, entered) in zip(PublicationMedium, media, strict=True):
        if files:
            yield _of(medium, files, frozenset(entered), found, recorded)


def _of(
    medium: PublicationMedium,
    artworks: list[Artwork],
    entered: frozenset[str],
    findings: tuple[Finding, ...],
    recorded: Verdicts,
) -> MediumChecks:
    ran, spared, told = {}, {}, [f for f in findings if f.place.artwork in ("", *(a.file for a in artworks))]
    own: dict[str, Verdicts] = {}
    for artwork in artworks:
        claims, digest = set(artwork.standards), checksum(artwork.content)
        here = own[artwork.file] = tuple(verdict for verdict in recorded if verdict.sha256 == digest)
        place = Place(artwork=artwork.file)
        told += (
            replace(error("prove/failed", place, tool=v.tool, standard=v.standard, failure=fault), rule=wcag.VERAPDF)
            for v in here
            if v.standard in claims
            for fault in v.failures or ("",) * (not v.passed)
        )
        silent = {f.rule for f in findings if f.severity is Severity.INFO and f.place.artwork == artwork.file}
        knowing = {rule for rule, standards in JUDGES.items() if standards & claims}
        whole = bool(claims) and {v.standard for v in here} >= set(judged(artwork))
        asked = (entered | SAMENESS | DESIGN) - silent - (JUDGES.keys() - knowing)
        ran[artwork.file] = asked | ({wcag.VERAPDF} if whole else set())
        # A file that claims nothing that a judge knows is spared by none.
        spared[artwork.file] = frozenset(JUDGES.keys() - knowing if knowing else ())
    return MediumChecks(medium, ran, spared, own, tuple(told))


def _documents(artworks: tuple[Artwork, ...]) -> list[Artwork]:
    return [each for each in artworks if source.VARIANTS[each.variant].group is source.RuleGroup.ACCESSIBILITY]


def _reads(artwork: Artwork) -> bool:
    """Whether an artwork that is judged holds the sections."""
    return not source.FORMS[source.VARIANTS[artwork.variant].form].instructs


def _files(
    edition: source.Edition, artworks: tuple[Artwork, ...], asked: tuple[MediumChecks, ...], wording: EvidenceStrings
) -> Iterator[PublishedFile]:
    """Every file that is published, each judged or with the first one beside it that is and says the same."""
    media = {file: each.medium for each in asked for file in each.rules}
    beside = next((each.file for each in artworks if each.file in media and _reads(each)), "")
    for artwork in published(edition, artworks):
        medium = media.get(artwork.file)
        key = "picture" if source.VARIANTS[artwork.variant].paint is source.PaintMethod.PICTURE else "same"
        alone = ("", "") if medium or not beside else (beside, wording.reasons[key])
        yield PublishedFile(artwork.file, artwork.variant in edition.downloads, medium, *alone)


def _entry(
    criterion: wcag.Criterion,
    asked: tuple[MediumChecks, ...],
    english: EvidenceStrings,
    wording: EvidenceStrings,
    digests: Mapping[wcag.Aspect, str],
    signatures: Mapping[str, wcag.SignOff],
) -> CriterionEntry:
    ways = {PublicationMedium.WEB: criterion.web, PublicationMedium.DOCUMENT: criterion.document}
    about = [each for each in asked if ways[each.medium] != wcag.Method()]
    verdicts = tuple(_verdict(criterion, ways[each.medium], each, wording) for each in about)
    asks = any(verdict.result in OPEN for verdict in verdicts)
    question = wording.questions.get(criterion.number, wording.questions["other"]) if asks else ""
    signature = signatures.get(criterion.number)
    judged = {aspect: digests[aspect] for aspect in criterion.aspects}
    signed = signature.judged if signature else {}
    changed = tuple(aspect for aspect, digest in judged.items() if signed.get(aspect) != digest)
    names = {said.page["language"]: said.criteria[criterion.number] for said in (english, wording)}
    return CriterionEntry(criterion, names, verdicts, question, judged, signature, changed)


def _verdict(
    criterion: wcag.Criterion, way: wcag.Method, asked: MediumChecks, wording: EvidenceStrings
) -> CriterionVerdict:
    standard = f"WCAG 2.2, {criterion.number}"
    own = [v for each in asked.recorded.values() for v in each if v.standard == standard]
    found = [f for f in asked.findings if f.rule in way.rules and f.severity is not Severity.INFO]
    whys = [(f, f" ({f.accepted})" if f.accepted else "", f.place.artwork or f.place.file) for f in found]
    told: list[str] = []
    told += [phrase("told/finding", file=file, message=f.message, rule=f.rule, why=why) for f, why, file in whys]
    told += [f"{failure} [{verdict.tool}]" for verdict in own for failure in verdict.failures]
    unasked = sorted({r for f, ran in asked.rules.items() for r in {*way.rules} - ran - asked.spared[f]})
    reason = ""
    if any(f.severity is Severity.ERROR for f in found) or not all(verdict.passed for verdict in own):
        result = CriterionResult.FAIL
    elif unasked:
        result = CriterionResult.UNASKED
        reason = wording.reasons["unasked"].format(rules=", ".join(unasked))
    elif found:
        result, reason = CriterionResult.PERSON, wording.reasons["warned"]
    elif way.absent:
        result, reason = CriterionResult.NOT_APPLICABLE, wording.reasons[way.absent]
    else:
        result = CriterionResult.PERSON if way.asks else CriterionResult.PASS
    judges = {file: asked.judges(file, way.rules, criterion.number) for file in asked.rules}
    clauses = criterion.clauses(CHAPTERS[asked.medium])
    return CriterionVerdict(asked.medium, clauses, result, judges, tuple(told), reason)


MARKS = dict(zip(CriterionResult, "✓✗–?○", strict=True))
"""The sign of each result, beside its name: never colour alone (WCAG 2.2, 1.4.1)."""

_PPI, _QUALITY = 72, 60  # resolution and quality of the pictures of pages


def read_aloud(evidence: Evidence) -> tuple[ReadingStop, ...]:
    """How a reader says the main document, with what it announces in the language of the wording."""
    if evidence.main is None:
        return ()
    tagged = inspect(evidence.main.content, evidence.main.file).tagged
    return announced_in(evidence.spoken, stops(tagged))


def _seen(evidence: Evidence) -> Iterator[tuple[int, str, list[ReadingStop]]]:
    """Each page: its number, its picture as a data address, and how it is read aloud."""
    if evidence.main:
        read = read_aloud(evidence)
        with pdfium.open_pdf(evidence.main.content) as rendering:
            for number in range(1, len(rendering) + 1):
                picture = picture_address(rendering.page(number, _PPI), _QUALITY)
                yield number, picture, [stop for stop in read if stop.page == number]


def evidence_page(inputs: source.Inputs, evidence: Evidence) -> str:
    """The evidence as a page in the language of its wording.

    Raises Rejected for faults of the template or its style sheet.
    """
    # By principle of WCAG, and what the standard asks besides.
    groups = itertools.groupby(evidence.entries, lambda e: e.criterion.number[0] if e.criterion.level else "EN")
    templates = Templates(inputs, Medium.SCREEN)
    css = bundle(inputs.snapshot, "layouts/css/evidence.css", ()).text
    page = templates.render(
        "evidence.html",
        evidence=evidence,
        words=evidence.wording,
        page=evidence.wording.page,
        marks=MARKS,
        results=tuple(CriterionResult),
        principles=tuple((group, tuple(entries)) for group, entries in groups),
        pages=tuple(_seen(evidence)),
        digests=tuple(evidence.digests.items()),
        css=css,
        policy=content_policy(css),
    )
    return harmless(page, "layouts/evidence.html")


NAMES = shipped_table("reports")
"""The terms of both forms."""


def for_machines(evidence: Evidence) -> dict[str, bytes]:
    """The evidence as JSON, EARL and OpenACR by file name; the same evidence gives the same bytes."""
    earl = {"@context": NAMES["context"], "@graph": list(_assertions(evidence))}
    return {
        Own.EVIDENCE: evidence.to_json().encode(),
        Own.EARL: f"{json.dumps(earl, indent=2, ensure_ascii=False)}\n".encode(),
        Own.OPENACR: write_yaml(_openacr(evidence)).encode(),
    }


def _outcome(entry: CriterionEntry, verdict: CriterionVerdict) -> Any:
    passed = entry.signed and verdict.result in OPEN
    return NAMES["outcomes"][CriterionResult.PASS if passed else verdict.result]


def _told(entry: CriterionEntry, verdict: CriterionVerdict) -> str:
    """Why, by whom, and what was found, in one text."""
    by = [f"{tool}: {', '.join(rules)}." for tool, rules in verdict.by.items()]
    who = f"{entry.signature.name}, {entry.signature.date}." if entry.signature and entry.signed else ""
    return " ".join(part for part in (verdict.reason, *by, who, *verdict.findings) if part)


def _assertions(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """One assertion for each criterion and file that was judged."""
    edition = evidence.edition
    for entry in (each for each in evidence.entries if each.criterion.level):
        name = "WCAG22" if entry.criterion.number in wcag.SINCE_22 else "WCAG21"
        test = {"@id": f"{name}:{entry.slug}", "@type": "TestCriterion", "title": entry.name}
        person = [entry.signature.name] if entry.signature and entry.signed and entry.asks else []
        for verdict, file, tools in ((v, *judge) for v in entry.verdicts for judge in v.judges.items()):
            place = edition.address if verdict.medium == "web" else f"{edition.address.rstrip('/')}/{file}"
            how = "automatic" if not person else "semiAuto" if tools else "manual"
            who = [*tools, *person] or [f"{DISTRIBUTION} {version()}"]
            yield {
                "@type": "Assertion",
                "mode": f"earl:{how}",
                "assertedBy": [{"@type": "Assertor", "title": each} for each in who],
                "subject": {"@id": place, "@type": ["TestSubject", "WebPage"], "title": file},
                "test": test,
                "result": {
                    "@type": "TestResult",
                    "outcome": _outcome(entry, verdict)[0],
                    "description": _told(entry, verdict),
                    "date": str(edition.date),
                },
            }


def _openacr(evidence: Evidence) -> dict[str, Any]:
    edition, chapters = evidence.edition, dict[str, dict[str, Any]]()
    for entry in evidence.entries:
        number, level = entry.criterion.number, entry.criterion.level
        parts = [
            {
                "name": NAMES["components"][verdict.medium] if level else "none",
                "adherence": {"level": _outcome(entry, verdict)[1], "notes": _told(entry, verdict)},
            }
            for verdict in entry.verdicts
        ]
        chapter = chapters.setdefault(NAMES["chapters"][level or number.partition(".")[0]], {"criteria": []})
        chapter["criteria"].append({"num": number, "components": parts})
    email = edition.fallback if "@" in edition.fallback else ""
    return {
        "title": f"{edition.title}: Accessibility Conformance Report",
        "product": {"name": edition.title, "version": edition.version, "description": edition.subtitle},
        "author": {"name": edition.author, "email": email, "website": edition.address},
        "report_date": str(edition.date),
        "catalog": "2.5-edition-wcag-2.2-508-eu-en",
        "notes": evidence.wording.page["standard"],
        "evaluation_methods_used": evidence.wording.page["people"].format(**evidence.people),
        "chapters": chapters,
    }
