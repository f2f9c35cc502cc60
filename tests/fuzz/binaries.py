"""Files of bytes nobody wrote: fonts, bitmaps and profiles, with bytes flipped, lost, doubled and made huge."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache

import openpyxl
from fontTools.ttLib import TTFont
from hypothesis import strategies as st

from brochurepress.workspace.project import HOME
from tests.support.bitmap_samples import samples

NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Bytes with a few faults, more often near the beginning, where the heads of files are."""
    data = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 4, 16])):
        span = len(data) if chance.randrange(2) else min(len(data), 400)
        at = chance.randrange(max(1, span))
        match chance.randrange(6):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                size = chance.choice([1, 2, 4])
                data[at : at + size] = (chance.choice(NUMBERS) & (256**size - 1)).to_bytes(size)
            case 2:
                del data[at : at + chance.choice([1, 7, 500])]
            case 3:
                data[at:at] = bytes(data[at : at + chance.choice([1, 30, 3000])])
            case 4:
                data[at:at] = chance.randbytes(chance.choice([1, 8, 200]))
            case _:
                del data[max(1, at) :]
    return bytes(data)


def seeded(bases: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """One of the good files, damaged."""
    seeds = st.integers(0, 2**32 - 1)
    return st.builds(
        lambda base, seed: damaged(base, random.Random(seed)),  # noqa: S311 - not a secret
        st.sampled_from(bases),
        seeds,
    )


@cache
def _fonts() -> tuple[bytes, ...]:
    packed = next(iter(sorted((HOME / "fonts").glob("*.woff2")))).read_bytes()
    made = [packed]
    for flavor in ("woff", None):
        font = TTFont(io.BytesIO(packed), recalcTimestamp=False)
        font.flavor = flavor
        written = io.BytesIO()
        font.save(written)
        made.append(written.getvalue())
    return tuple(made)


def _bitmaps() -> tuple[bytes, ...]:
    return tuple(sample.data for sample in samples().values())


def fonts() -> st.SearchStrategy[bytes]:
    """Fonts in WOFF2, WOFF and TrueType, damaged."""
    return seeded(_fonts())


def bitmaps() -> st.SearchStrategy[bytes]:
    """Bitmaps of every format and mode, damaged."""
    return seeded(_bitmaps())


def profiles() -> st.SearchStrategy[bytes]:
    """ICC profiles, damaged."""
    return seeded(tuple(path.read_bytes() for path in sorted((HOME / "assets/icc").glob("*.icc"))))


@cache
def _sheets() -> tuple[tuple[str, bytes], ...]:
    """The parts of a good workbook: names, numbers, a day, a formula, a text kept apart."""
    book, written = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (["name", "number", "day"], ["Ada", 12, "2026-01-31"], ["Aldus", "=B2", "x y"], ["", 0.5, "z"]):
        book.active.append(row)
    book.save(written)
    with zipfile.ZipFile(written) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """Workbooks of which one part is damaged, or holds one of its texts thousands of times."""
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))  # noqa: S311 - not a secret
    parts, written = dict(_sheets()), io.BytesIO()
    name = draw(st.sampled_from(sorted(parts)))
    if draw(st.booleans()):
        parts[name] = damaged(parts[name], chance)
    else:
        old = draw(st.sampled_from([b"<t>", b"<v>", b"</row>", b"<si>", b" r=", b"<c "]))
        parts[name] = parts[name].replace(old, old + b"a1" * draw(st.sampled_from([1, 9_000, 900_000, 6_000_000])), 1)
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for each, content in parts.items():
            archive.writestr(zipfile.ZipInfo(each), content)
    return written.getvalue()
