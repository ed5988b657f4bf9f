"""A page's text as it is read: lines that a layout broke are joined. Offsets count in the page's own text."""

from __future__ import annotations

import itertools
import re

from corpus.model import Page

_LISTED = re.compile(r"[•●▪◦‣·*–—-]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s|\[\d{1,3}\]\s", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:;。！？][\"'”’)\]]*$")
_UNSPACED = re.compile("[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff5e\U00020000-\U0003ffff]")
_SHORT = 0.7
"""Share of a paragraph's widest line below which a line may be its last."""


def joined_lines(page: Page, start: int = 0, end: int | None = None) -> str:
    """``page.text[start:end]`` with the lines of a paragraph on one line.

    For pages of documents whose lines are those of a layout, as in PDF. Rows of tables, items of lists, headings
    and empty lines stay as they are.
    """
    end = len(page.text) if end is None else end
    fixed = {
        at for span in page.spans if span.role in ("heading", "table", "contents") for at in (span.start, span.end)
    }
    parts: list[str] = []
    at = start
    for paragraph in re.split(r"(\n\s*\n)", page.text[start:end]):
        parts.append(paragraph if not paragraph.strip() else _joined(paragraph, at, fixed))
        at += len(paragraph)
    return "".join(parts)


def _joined(paragraph: str, offset: int, fixed: set[int]) -> str:
    lines = paragraph.split("\n")
    width = max(map(len, lines))
    out = lines[0]
    at = offset + len(lines[0])
    for before, line in itertools.pairwise(lines):
        apart = at in fixed or at + 1 in fixed or _stand_apart(before, line, width)
        out += ("\n" if apart else _between(before, line)) + line
        at += 1 + len(line)
    return out


def _stand_apart(before: str, line: str, width: int) -> bool:
    if not before.strip() or not line.strip() or "\t" in before + line or " | " in before + line:
        return True
    if _LISTED.match(line.lstrip()):
        return True
    # A short line is a paragraph's last where a sentence ends; a line that goes on in small letters never is.
    return len(before) < _SHORT * width and (bool(_ENDS.search(before)) or line.lstrip()[:1].isupper())


def _between(before: str, line: str) -> str:
    if _UNSPACED.match(before[-1]) and _UNSPACED.match(line[0]):
        return ""
    return "" if before[-1].isspace() or line[0].isspace() else " "
