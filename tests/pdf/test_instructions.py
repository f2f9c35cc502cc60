"""Instructions: what is plainly written is read as pikepdf reads it, and whatever is not is left to pikepdf."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest

from brochurepress.pdf.inspect.instructions import taken_apart

PLAIN = (
    b"q 1 0 0 -1 .5 -12.250171663996339 cm\r\n/a1.0 gs/c0 cs 1 scn 0 g\tQ",
    b"BT /F1 12 Tf[<0017> 18 () -11.25(a\\051\\n) +3]TJ(b\\000c)Tj<48>Tj 3 Tr ET",
    b"/P <</MCID 0>> BDC /Span<</ActualText(a>>b)/Lang<feff>>>BDC EMC EMC",
    b"[3 2] 0 d 0 0 m 1 1 l h f* S d0 1 0 d1\n",
    b"",
)
OTHERS = (
    b"q 5-3 w",
    b"1.2.3 w",
    b"0.5w",
    b"% a word\nq",
    b"q\x0bQ",
    b"99999999999999999999 w",
    b"(a(b)c) Tj",
    b"(5) w",
    b"[(5)] 0 d",
    b"<4> Tj",
    b"/a#20b gs",
    b"true w",
    b"q m5",
    b"<</a <</b 1>>>> gs",
    b"BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI",
    b"1 2",
)
"""What is written in a way that programs read differently, or that has parts which are rare."""


def as_read(value: Any) -> Any:
    """A value as both ways of reading have it."""
    if isinstance(value, pikepdf.Array | list):
        return [as_read(part) for part in value]
    if isinstance(value, pikepdf.String):
        return bytes(value)
    return value if isinstance(value, pikepdf.Object | bytes | pikepdf.PdfInlineImage) else float(value)


@pytest.mark.parametrize("data", PLAIN)
def test_what_is_plainly_written_is_read_as_pikepdf_reads_it(data: bytes) -> None:
    pdf = pikepdf.new()
    stream = pdf.make_stream(data)
    ours, theirs = taken_apart(stream, data), taken_apart(stream, None)
    assert [([*map(as_read, operands)], name) for operands, name, _ in ours] == [
        ([*map(as_read, operands)], name) for operands, name, _ in theirs
    ]
    assert b"".join(written for _, _, written in ours) == data.rstrip()
    assert all(isinstance(value, float | bytes | list | pikepdf.Object) for operands, *_ in ours for value in operands)


@pytest.mark.parametrize("data", OTHERS)
def test_what_is_not_is_left_to_pikepdf(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def parse(stream: Any) -> list[Any]:
        asked["stream"] = stream
        return []

    monkeypatch.setattr(pikepdf, "parse_content_stream", parse)
    assert taken_apart(data, data) == []
    assert asked["stream"] == data
