"""Output intent: the printing condition or screen a file is prepared for, and its ICC profile."""

import struct
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from brochurepress.design import Condition
from brochurepress.findings import Place, reject
from brochurepress.wording import phrase
from brochurepress.workspace import LimitExceeded, Snapshot

COMPONENTS = {b"CMYK": 4, b"RGB ": 3, b"GRAY": 1}
"""Number of components by the colour space an ICC header names (ICC.1:2004, 7.2.6)."""

CLASSES = {"/GTS_PDFX": (b"prtr",), "/GTS_PDFA1": (b"prtr", b"mntr")}
"""Device classes of the profile that an intent may have (ISO 15930-7, 6.3; ISO 19005-2, 6.2.3)."""


@dataclass(frozen=True)
class OutputIntent:
    """One output intent dictionary (ISO 32000-1, 14.11.5).

    `subtype` is /GTS_PDFX or /GTS_PDFA1, `identifier` the registered name of the condition, `profile` the
    bytes of the ICC profile as they go into the file.

    Raises Rejected when the profile is none, or of a device class that the intent may not have.
    """

    subtype: str
    identifier: str
    info: str
    registry: str
    profile: bytes

    def __post_init__(self) -> None:
        kind, space, signature = self.profile[12:16], self.profile[16:20], self.profile[36:40]
        if signature != b"acsp" or space not in COMPONENTS or kind not in CLASSES[self.subtype]:
            raise reject("intent/profile:not-output", identifier=self.identifier)

    @property
    def components(self) -> int:
        """Number of colour components of the profile."""
        return COMPONENTS[self.profile[16:20]]


def press_intent(condition: Condition, profile: bytes) -> OutputIntent:
    """The output intent of a press file: the printing condition and the profile of the separation."""
    intent = OutputIntent("/GTS_PDFX", condition.identifier, condition.info, condition.registry, profile)
    if intent.components != 4:
        raise reject("intent/profile:not-four", profile=condition.profile)
    return intent


def screen_intent(profile: bytes) -> OutputIntent:
    """The output intent of an accessible file: sRGB (IEC 61966-2-1)."""
    return OutputIntent("/GTS_PDFA1", "sRGB", "sRGB IEC61966-2.1", "http://www.color.org", profile)


def read_profile(snapshot: Snapshot, name: str) -> bytes:
    """Bytes of the ICC profile of that name; raises Rejected when it cannot be read or is not whole."""
    file = f"assets/icc/{name}"
    try:
        profile = snapshot.read(file)
        if fault := profile_fault(profile):
            raise reject("intent/profile:refused", Place(file), fault=fault)
        return profile
    except (OSError, LimitExceeded) as fault:
        reason = fault if isinstance(fault, OSError) else phrase("part/it-fault", fault=fault)
        raise reject("intent/missing", Place(file), reason=reason) from fault


_TAGS_AT, _MOST_TAGS = 128, 200


def profile_fault(profile: bytes) -> str:
    """What keeps bytes from being a whole ICC profile (ICC.1:2004-10, 7.2 and 7.3), or ""."""
    if profile[36:40] != b"acsp" or len(profile) < _TAGS_AT + 4:
        return phrase("part/profile-none")
    if int.from_bytes(profile[:4]) != len(profile):
        return phrase("part/profile-breaks", told=int.from_bytes(profile[:4]), size=len(profile))
    count = int.from_bytes(profile[_TAGS_AT : _TAGS_AT + 4])
    table = profile[_TAGS_AT + 4 : _TAGS_AT + 4 + 12 * count]
    places = [struct.unpack_from(">II", table, at + 4) for at in range(0, len(table) - 11, 12)]
    if count > _MOST_TAGS or len(places) < count or any(at + size > len(profile) for at, size in places):
        return phrase("part/profile-tags")
    return ""


def profile_description(profile: bytes) -> str:
    """The name that a whole ICC profile gives itself, in Unicode, or in ASCII before version 4 (ICC.1, 9.2)."""
    count = int.from_bytes(profile[_TAGS_AT : _TAGS_AT + 4])
    for at in range(_TAGS_AT + 4, _TAGS_AT + 4 + 12 * count, 12):
        if profile[at : at + 4] == b"desc":
            start, size = struct.unpack_from(">II", profile, at + 4)
            tag = profile[start : start + size]
            if tag[:4] == b"mluc":
                length, offset = struct.unpack_from(">II", tag.ljust(28, b"\0"), 20)
                return tag[offset : offset + length].decode("utf-16-be", "replace")
            return tag[12 : 12 + int.from_bytes(tag[8:12])].rstrip(b"\0").decode("latin-1")
    return ""


def write_intents(pdf: Pdf, *intents: OutputIntent) -> None:
    """The output intents of a file, replacing those that are there; equal profiles become one stream."""
    streams: dict[bytes, Object] = {}
    written = Array()
    for intent in intents:
        if intent.profile not in streams:
            stream = Stream(pdf, intent.profile)
            stream.N = intent.components
            streams[intent.profile] = pdf.make_indirect(stream)
        entry = Dictionary(
            Type=Name.OutputIntent,
            S=Name(intent.subtype),
            OutputConditionIdentifier=String(intent.identifier),
            OutputCondition=String(intent.info),
            Info=String(intent.info),
            RegistryName=String(intent.registry),
            DestOutputProfile=streams[intent.profile],
        )
        written.append(pdf.make_indirect(entry))
    pdf.Root.OutputIntents = written
