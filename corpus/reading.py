"""A page's text as it is read: lines that a layout broke are joined. Offsets count in the page's own text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from corpus import hyphens
from corpus.model import Document, Page, Passage, Span

BROKEN_BY_LAYOUT = frozenset(["application/pdf", "text/plain", "text/markdown", "message/rfc822"])
"""Media types whose lines end where a page or a window ended, not where a paragraph does."""

_LISTED = re.compile(r"[•●▪◦‣·*–—-]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s|\[\d{1,3}\]\s", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:;。！？][\"'”’)\]]*$")
_UNSPACED = re.compile("[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff5e\U00020000-\U0003ffff]")
_HYPHENS = ("-", "\u2010", "\xad")
_SUSPENDED = frozenset("and or to und oder bis et ou y o e".split())
_SHORT = 0.7
"""Share of a paragraph's widest line below which a line may be its last."""


class Joint(NamedTuple):
    """``text[start:end]``, a line's end with the hyphen or blanks beside it, is read as ``by``."""

    start: int
    end: int
    by: str


def joined_lines(page: Page, start: int = 0, end: int | None = None) -> str:
    """``page.text[start:end]`` with the lines of a paragraph on one line.

    For pages of documents whose lines are those of a layout, as in PDF. Rows of tables, items of lists, headings
    and empty lines stay as they are.
    """
    end = len(page.text) if end is None else end
    return with_joints(page.text, line_joints(page, start, end), start, end)


def line_joints(page: Page, start: int = 0, end: int | None = None) -> list[Joint]:
    """The line ends in ``page.text[start:end]`` that only the layout made, in order and apart from each other."""
    end = len(page.text) if end is None else end
    fixed = {
        at for span in page.spans if span.role in ("heading", "table", "contents") for at in (span.start, span.end)
    }
    joints: list[Joint] = []
    words: frozenset[str] | None = None
    at = start
    for paragraph in re.split(r"(\n\s*\n)", page.text[start:end]):
        if paragraph.strip() and "\n" in paragraph:
            if words is None:
                words = _whole_words(page.text)
            joints += _joints(paragraph, at, fixed, words)
        at += len(paragraph)
    return joints


def with_joints(text: str, joints: Sequence[Joint], start: int = 0, end: int | None = None) -> str:
    """``text[start:end]`` as it is read. Of a joint that the range cuts, what is inside is left out."""
    end = len(text) if end is None else end
    parts, at = [], start
    for joint in joints:
        if joint.end <= start or joint.start >= end:
            continue
        parts += [text[at : max(joint.start, start)], joint.by if joint.start >= start else ""]
        at = min(joint.end, end)
    return "".join([*parts, text[at:end]])


def passage_joints(passage: Passage, document: Document) -> list[Joint]:
    """The line ends within a passage that only the layout made, by offsets in the passage's text."""
    if document.media_type not in BROKEN_BY_LAYOUT or passage.label == "contents" or "\n" not in passage.text:
        return []
    return line_joints(Page(1, passage.text, None, _heading(passage)))


def passage_text(passage: Passage, document: Document) -> str:
    """A passage as it is read."""
    return with_joints(passage.text, passage_joints(passage, document))


def _heading(passage: Passage) -> tuple[Span, ...]:
    """The headings with which a passage begins: its path names them."""
    spans, at = [], 0
    for heading in passage.heading_path:
        words = r"\s+".join(map(re.escape, heading.split()))
        if words and (match := re.compile(rf"\s*({words})(?=\n|$)").match(passage.text, at)):
            spans.append(Span(match.start(1), match.end(), "heading", 1))
            at = match.end()
    return tuple(spans)


def _whole_words(text: str) -> frozenset[str]:
    """The words of a page but for the halves of those that a line's end parts."""
    unbroken = re.sub(r"[^\W\d_]+[-\u2010\xad][ \t]*\n\s*[^\W\d_]+", " ", text)
    return hyphens.with_parts(hyphens.WORD.findall(unbroken))


def _joints(paragraph: str, offset: int, fixed: set[int], words: Container[str]) -> list[Joint]:
    lines = paragraph.split("\n")
    width = max(map(len, lines))
    joints = []
    at = offset + len(lines[0])
    for before, line in itertools.pairwise(lines):
        if not (at in fixed or at + 1 in fixed or _stand_apart(before, line, width)):
            joints.append(_joint(before, line, at, words))
        at += 1 + len(line)
    return joints


def _stand_apart(before: str, line: str, width: int) -> bool:
    if not before.strip() or not line.strip() or "\t" in before + line or " | " in before + line:
        return True
    if _LISTED.match(line.lstrip()):
        return True
    if _parts_word(before, line):
        return False
    # A short line is a paragraph's last where a sentence ends; a line that goes on in small letters never is.
    return len(before) < _SHORT * width and (bool(_ENDS.search(before)) or line.lstrip()[:1].isupper())


def _parts_word(before: str, line: str) -> bool:
    """Whether a word goes on over the line's end."""
    return len(before) > 1 and before[-1] in _HYPHENS and before[-2].isalnum() and line.lstrip()[:1].isalnum()


def _joint(before: str, line: str, at: int, words: Container[str]) -> Joint:
    """``at`` is where ``before`` ends."""
    indent = len(line) - len(line.lstrip())
    if _parts_word(before, line):
        left, right = before[:-1], line.lstrip()
        next_word = hyphens.FIRST_WORD.match(right)
        if before[-1] == "\xad":
            return Joint(at - 1, at + 1 + indent, "")
        if next_word and next_word[0] in _SUSPENDED:
            return Joint(at, at + 1, "" if indent else " ")
        by = hyphens.between(left, right, words)
        return Joint(at if by else at - 1, at + 1 + indent, "")
    if _UNSPACED.match(before[-1]) and _UNSPACED.match(line[0]):
        return Joint(at, at + 1, "")
    return Joint(at, at + 1, "" if before[-1].isspace() or line[0].isspace() else " ")
