"""QR code of an address (ISO/IEC 18004) as vector art."""

from __future__ import annotations

import segno


def qr_code(address: str, fill: str) -> str:
    """SVG of the QR code, one unit a module, without quiet zone; error correction M, or better in the same size.

    The page around it must leave four modules free (ISO/IEC 18004, 9.1).
    """
    code = segno.make(address, error="m", micro=False)
    size = len(code.matrix)
    path = "".join(_row(y, row) for y, row in enumerate(code.matrix))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        f'shape-rendering="crispEdges"><path fill="{fill}" d="{path}"/></svg>'
    )


def _row(y: int, row: bytearray) -> str:
    path, x = "", 0
    while x < len(row):
        end = x
        while end < len(row) and row[end] == row[x]:
            end += 1
        if row[x]:
            path += f"M{x} {y}h{end - x}v1h-{end - x}z"
        x = end
    return path
