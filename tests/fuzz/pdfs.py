"""PDFs nobody wrote: real ones with faults in their objects, their content streams, their shape and their bytes."""

from __future__ import annotations

import io
import multiprocessing
import random
import zlib
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import Any

import pikepdf
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from brochurepress.pipeline.stages import build_edition
from brochurepress.workspace.project import HOME, Project
from tests.fuzz.binaries import damaged
from tests.fuzz.shapes import SHAPES, Chance, Change
from tests.support.press_sample import press_sample

OPERATORS = (
    *("q", "Q", "cm", "w", "J", "j", "M", "d", "ri", "i", "gs", "m", "l", "c", "v", "y", "h", "re", "S", "s", "f"),
    *("f*", "B", "B*", "b", "b*", "n", "W", "W*", "BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD"),
    *("Tm", "T*", "Tj", "TJ", "'", '"', "d0", "d1", "CS", "cs", "SC", "SCN", "sc", "scn", "G", "g", "RG", "rg", "K"),
    *("k", "sh", "BI", "ID", "EI", "Do", "MP", "DP", "BMC", "BDC", "EMC", "BX", "EX", "xx"),
)


@cache
def bases() -> tuple[bytes, ...]:
    """Real files: a press file with every kind of object, and what the press makes of a small edition.

    They are made in another process: proving them starts threads here, of which a bounded check would have a copy.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as elsewhere:
        return elsewhere.submit(_made).result()


def _made() -> tuple[bytes, ...]:
    made = press_sample(1)
    file = io.BytesIO()
    made.pdf.save(file, static_id=True, compress_streams=True)
    built = build_edition(Project(HOME / "tests/editions/minimal"), "minimal").artworks
    return (file.getvalue(), *(each.content for each in built if each.content.startswith(b"%PDF")))


def _objects(pdf: pikepdf.Pdf) -> list[Any]:
    return [each for each in pdf.objects if isinstance(each, Dictionary | Array | pikepdf.Stream)]


def _odd(pdf: pikepdf.Pdf, chance: Chance) -> Any:
    """A value of any kind: of the wrong type, out of its range, or another object of the file."""
    deep: Any = Array()
    for _ in range(chance.choice([1, 40, 400])):
        deep = Array([deep])
    made = (
        *(0, 1, -1, 2**31 - 1, -(2**31), 2**53, 0.5, -1e30, 1e30, True, None, deep),
        *(Name("/X"), Name("/" + "N" * 300), String(""), String("x" * 5000), Array(), Dictionary(), Array([0] * 2000)),
        *(Array([1, 0, 0, 1, 0, 0]), Array([0, 0, 0, 0]), Array([1e9, -1e9, 1e9, 1e9]), String(b"\xfe\xff\xd8\x00")),
    )
    if chance.randrange(3) == 0:
        return chance.choice(_objects(pdf) or [Array()])
    return chance.choice(made)


def _entry(pdf: pikepdf.Pdf, chance: Chance) -> tuple[Any, Any] | None:
    """A place in an object where a value stands: its holder and key."""
    held = chance.choice(_objects(pdf) or [Array()])
    for _ in range(chance.choice([0, 1, 2])):
        inner = [each for each in _inner(held) if isinstance(each, Dictionary | Array | pikepdf.Stream)]
        held = chance.choice(inner) if inner else held
    keys = list(range(len(held))) if isinstance(held, Array) else list(held.keys())
    return (held, chance.choice(keys)) if keys else None


def _inner(held: Any) -> list[Any]:
    return list(held) if isinstance(held, Array) else [held[key] for key in held.keys()]  # noqa: SIM118 - no mapping


def another_value(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """An entry has another value."""
    if place := _entry(pdf, chance):
        place[0][place[1]] = _odd(pdf, chance)


def no_value(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """An entry is missing."""
    if place := _entry(pdf, chance):
        del place[0][place[1]]


def another_key(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A dictionary has a value under the key of another."""
    held = [each for each in _objects(pdf) if not isinstance(each, Array)]
    one, other = chance.choice(held), chance.choice(held)
    keys = list(other.keys())
    if keys:
        one[chance.choice(keys)] = _odd(pdf, chance)


def another_stream(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A stream holds other bytes: damaged, none, or a bomb."""
    streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
    stream = chance.choice(streams)
    match chance.randrange(4):
        case 0:
            stream.write(damaged(_bytes(stream), chance))
        case 1:
            stream.write(b"")
        case 2:
            raw = stream.read_raw_bytes()
            packed = stream.get("/Filter")
            stream.write(damaged(raw, chance), filter=packed if isinstance(packed, Name | Array) else None)
        case _:
            bomb = zlib.compress(chance.choice([b" ", b"q ", b"\0", b"0 0 m "]) * chance.choice([10**5, 10**7]))
            stream.write(bomb, filter=Name.FlateDecode)


def _bytes(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return b"q Q"


def another_content(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """A content stream has other operators, or other operands."""
    forms = [each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == Name.Form]
    target = chance.choice([*(page.Contents for page in pdf.pages), *forms])
    try:
        written = [(list(each.operands), str(each.operator)) for each in pikepdf.parse_content_stream(target)]
    except (pikepdf.PdfError, TypeError, ValueError, AttributeError):
        return
    for _ in range(chance.choice([1, 3, 10])):
        at = chance.randrange(len(written) + 1)
        match chance.randrange(5):
            case 0:
                written[at:at] = [([], chance.choice(OPERATORS))] * chance.choice([1, 1, 30, 3000])
            case 1:
                del written[at : at + 1]
            case 2:
                written[at:at] = written[at : at + chance.choice([1, 20])]
            case 3 if at < len(written):
                operands, operator = written[at]
                changed = [_operand(chance) if chance.randrange(2) else each for each in operands]
                written[at] = (changed, operator)
            case _ if at < len(written):
                written[at] = (written[at][0], chance.choice(OPERATORS))
    body = b"\n".join(b" ".join([*(_plain(each) for each in ops), name.encode()]) for ops, name in written)
    target.write(body) if isinstance(target, pikepdf.Stream) else None


def _operand(chance: Chance) -> Any:
    return chance.choice([0, -1, 1e9, 2**31, 0.0001, Name("/X"), String("a"), Array([1, 2]), Dictionary(A=1), Array()])


def _plain(value: Any) -> bytes:
    if isinstance(value, pikepdf.Object):
        return bytes(value.unparse())
    return str(value).encode()


def itself(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """An object leads back to itself, or to what holds it."""
    held = [each for each in _objects(pdf) if not isinstance(each, Array) and each.is_indirect]
    one, other = chance.choice(held), chance.choice(held)
    keys = [key for key in one if isinstance(one[key], Dictionary | Array | pikepdf.Stream)]
    if keys:
        key = chance.choice(keys)
        one[key] = Array([other]) if isinstance(one[key], Array) else other


def any_shape(pdf: pikepdf.Pdf, chance: Chance) -> None:
    """One of SHAPES."""
    chance.choice(list(SHAPES.values()))(pdf, chance)


CHANGES: dict[str, Change] = {
    change.__name__: change
    for change in (
        *(another_value, another_value, no_value, another_key, another_stream, another_content, itself, any_shape),
    )
}


def changed(base: bytes, names: list[str], seed: int, bytes_too: bool) -> bytes:
    """A real file with such changes in it."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    pdf = pikepdf.open(io.BytesIO(base))
    for name in names:
        try:
            CHANGES[name](pdf, chance)
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError):
            continue  # an earlier change made this one impossible
    written = io.BytesIO()
    encryption = pikepdf.Encryption(owner="o", user=chance.choice(["", "u"])) if chance.randrange(40) == 0 else False
    modes = list(pikepdf.ObjectStreamMode.__members__.values())
    try:
        pdf.save(
            written, object_stream_mode=chance.choice(modes), encryption=encryption, deterministic_id=not encryption
        )
        data = written.getvalue()
    except (pikepdf.PdfError, ValueError, RuntimeError):
        data = base
    return damaged(data, chance) if bytes_too else data


def pdfs() -> st.SearchStrategy[bytes]:
    """Real files, changed."""
    return st.builds(
        changed,
        st.sampled_from(bases()),
        st.lists(st.sampled_from(sorted(CHANGES)), max_size=4),
        st.integers(0, 2**32 - 1),
        st.booleans(),
    )
