"""Which blocks of a web page are its text, and which stand around it: navigation, teasers, legal notices."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ingest.extract.html.blocks import Block

_MAX_MARKUP = 8 << 20
_ENOUGH = 120
_LONG = 25
_SHORT = 200
_SUBSCRIBE = re.compile(
    r"news\s?letter|\bsubscribe\b|\babonn|\bsuscr[ií]b|(?:informed|updates?|news)\b[^.]{0,80}\bsign(?:ing)? up"
    r"|\bsign(?:ing)? up\b[^.]{0,40}\b(?:updates?|news|alerts)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_CELLS = re.compile(r" \| |\t")
_DROP = re.compile(r"[\W_]+")


def main_text(markup: str) -> str:
    """The main text as trafilatura finds it; empty where it finds none or the page is too large to ask."""
    if len(markup) > _MAX_MARKUP:
        return ""
    import trafilatura

    try:
        return trafilatura.extract(markup, include_comments=False) or ""
    except (ValueError, TypeError, AttributeError, RecursionError, AssertionError):
        # A library fault on odd markup: the blocks' own markup still tells.
        return ""


def is_main(found: Sequence[Block], main: str) -> list[bool]:
    """For each block whether it is part of the page's text."""
    whole = _key(main)
    hinted = [not block.around and block.links < 0.5 for block in found]
    if len(whole) < _ENOUGH:
        return hinted if any(hinted) else [True] * len(found)
    lines = {_key(line) for line in main.split("\n")}
    inside = [_within(block, whole, lines) for block in found]
    _withdraw_teasers(found, inside)
    if not any(inside):
        return hinted if any(hinted) else [True] * len(found)
    return _with_neighbours(found, inside, whole)


def _key(text: str) -> str:
    return _DROP.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _within(block: Block, whole: str, lines: set[str]) -> bool:
    """Short blocks must be a line of the main text, long ones stand in it at least by half."""
    key = _key(block.text)
    if block.table:
        cells = [_key(cell.split(": ", 1)[-1]) for cell in _CELLS.split(block.text)]
        return sum(cell in whole for cell in cells) >= 0.7 * len(cells)
    if len(key) < _LONG:
        return key in lines
    if key in whole:
        return True
    parts = [part for sentence in _SENTENCE.split(block.text) if (part := _key(sentence))]
    return sum(len(part) for part in parts if part in whole) >= 0.5 * len(key)


def _withdraw_teasers(found: Sequence[Block], inside: list[bool]) -> None:
    """What is taken back: paragraphs that are one link, invitations to subscribe, and asides.

    Asides are main only where hardly any main text stands outside of them.
    """
    aside = sum(len(block.text) for block, ours in zip(found, inside, strict=True) if ours and block.around)
    total = sum(len(block.text) for block, ours in zip(found, inside, strict=True) if ours)
    for n, block in enumerate(found):
        teaser = block.links >= 0.7 and len(block.text) >= 40 and not block.level
        if teaser or _invites(block) or (block.around and aside < 0.7 * total):
            inside[n] = False


def _invites(block: Block) -> bool:
    """Whether a block asks the reader to subscribe to something."""
    return len(block.text) <= _SHORT and block.links > 0.1 and _SUBSCRIBE.search(block.text) is not None


def _with_neighbours(found: Sequence[Block], inside: list[bool], whole: str) -> list[bool]:
    """Headings, tables and plain paragraphs between main blocks belong to them, unless their markup objects."""
    marked = list(inside)
    chosen = [n for n, ours in enumerate(inside) if ours]
    for n in range(chosen[0], chosen[-1]):
        block = found[n]
        if marked[n] or block.around or block.links >= 0.3 or _invites(block):
            continue
        # A label set apart from its value is found in the main text, though not as a line of its own.
        split = _key(block.text) in whole and (inside[n - 1] or inside[n + 1])
        marked[n] = split or block.table or block.picture or len(block.text) >= 60
    for n, block in enumerate(found):
        # A heading leads what follows it, whatever stands before.
        if block.level and not block.around and block.links < 0.9 and not marked[n]:
            marked[n] = n + 1 < len(found) and marked[n + 1] and not found[n + 1].level
    return marked
