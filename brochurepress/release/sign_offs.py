"""Sign-offs: who has judged which criterion, when, and for which text; kept in signed.toml of the edition."""

import datetime as dt
import json
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass as record

from brochurepress.release.wcag import Aspect
from brochurepress.workspace import STRICT, Project, RequiredText, Snapshot, bind, opened

FILE = "signed.toml"

HEAD = """# Who judged what, and of which publication. Written by `publish.py sign`; it expires when that changes.
"""


Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@record(frozen=True, kw_only=True, config=STRICT)
class SignOff:
    """One judgement: the criterion by its number, the name of who judged, the day, and what was judged by its SHA-256.

    `judged` holds the checksum of each aspect that the judgement hangs on.
    """

    criterion: Annotated[str, Field(pattern=r"^\d{1,2}\.\d(\.\d{1,2})?$")]
    name: RequiredText
    date: dt.date
    judged: dict[Aspect, Digest]


@record(frozen=True, config=STRICT)
class _Signed:
    signed: tuple[SignOff, ...] = ()


def read_signatures(snapshot: Snapshot, edition: str) -> dict[str, SignOff]:
    """The last signature of each criterion, by its number; none when nothing was signed yet.

    Raises Rejected with every fault of the file.
    """
    file = f"source/{edition}/{FILE}"
    if not snapshot.has(file):
        return {}
    return {each.criterion: each for each in bind(snapshot.fields(file), _Signed, "signed").signed}


def write_signatures(project: Project, edition: str, signatures: dict[str, SignOff]) -> str:
    """Adds signatures to those that stand, in the order of the criteria, and gives the file, relative to the root.

    Raises Rejected when the file cannot be read or written.
    """
    file = f"source/{edition}/{FILE}"
    with opened(project.root / "source" / edition) as folder:
        known = read_signatures(Snapshot(project), edition) | signatures
        ordered = sorted(known.values(), key=lambda each: [int(part) for part in each.criterion.split(".")])
        text = HEAD + "".join(map(_entry, ordered))
        folder.replace("sign", {FILE: text.encode()}, adopts=lambda name: name == FILE)
    return file


def _entry(signature: SignOff) -> str:
    name = json.dumps(signature.name, ensure_ascii=False)  # a JSON string is a TOML basic string
    judged = ", ".join(f'{aspect} = "{digest}"' for aspect, digest in signature.judged.items())
    return f"""
[[signed]]
criterion = "{signature.criterion}"
name = {name}
date = {signature.date.isoformat()}
judged = {{ {judged} }}
"""
