"""Files made for the tests, so that what they hold is known."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import pytest

Piece = tuple[float, float, float, str | Sequence[tuple[str, float, float]]]
"""x, y, size and text of one printed line; a size below zero prints bold.

Instead of one text there may be several, each with its size and by how many points it is raised.
"""
WritePdf = Callable[..., bytes]


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _shown(text: str | Sequence[tuple[str, float, float]], size: float) -> bytes:
    parts = [(text, abs(size), 0.0)] if isinstance(text, str) else text
    font = 2 if size < 0 else 1
    return b" ".join(
        b"/F%d %g Tf %g Ts (%s) Tj" % (font, high, rise, _escaped(part)) for part, high, rise in parts
    )


def _write_pdf(
    pages: Sequence[Sequence[Piece]],
    *,
    images: Sequence[int] = (),
    labels: str | None = None,
    title: str | None = None,
) -> bytes:
    """A PDF of A4 pages. ``images`` are the pages (from 1) that show a picture; ``labels`` a PageLabels array."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>")
    objects.append(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Length 1 >>\nstream\n\x80\nendstream"
    )
    kids = []
    for number, pieces in enumerate(pages, 1):
        shown = [b"BT 1 0 0 1 %g %g Tm %s ET" % (x, y, _shown(text, size)) for x, y, size, text in pieces]
        if number in images:
            shown.append(b"q 400 0 0 600 50 100 cm /Im Do Q")
        stream = zlib.compress(b"\n".join(shown))
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /Im 5 0 R >> >> >>" % len(objects)
        )
        kids.append(len(objects))
    extra = b" /PageLabels << /Nums [%s] >>" % labels.encode() if labels else b""
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R%s >>" % extra
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    objects.append(b"<< /Title (%s) >>" % _escaped(title or ""))
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        start,
    )
    return bytes(out)


@pytest.fixture(scope="session")
def write_pdf() -> WritePdf:
    """``write_pdf(pages, images=(), labels=None, title=None) -> bytes``."""
    return _write_pdf
