"""Texts as HTML with highlighted ranges, everything escaped."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from corpus.reading import Joint, with_joints
from search.language import is_function_word

Range = tuple[int, int]

WHOLE = 640
"""Texts up to this length are shown in full in a list."""
_BEFORE, _AFTER = 160, 440


def highlighted(
    text: str,
    highlights: Iterable[Range] = (),
    answer: Range | None = None,
    window: Range | None = None,
    joints: Sequence[Joint] = (),
) -> Markup:
    """``text`` as HTML: matched terms in ``<mark>``, the answering sentence in ``<strong class="answer">``.

    With a window, only ``text[window]`` is shown, with an ellipsis where it was cut. ``joints`` are the line ends
    to be read over; all ranges count in ``text`` itself.
    """
    begin, end = window or (0, len(text))
    held = [(max(a, begin), min(b, end)) for a, b in highlights if a < end and b > begin]
    first, last = (max(answer[0], begin), min(answer[1], end)) if answer else (begin, begin)
    cuts = sorted({begin, end, first, last, *itertools.chain.from_iterable(held)})
    out = Markup("") + ("… " if begin else "")
    within = False
    for a, b in itertools.pairwise(cuts):
        inside = first <= a and b <= last
        if inside and not within:
            out += Markup('<strong class="answer">')
        elif within and not inside:
            out += Markup("</strong>")
        within = inside
        piece = escape(with_joints(text, joints, a, b))
        out += Markup("<mark>{}</mark>").format(piece) if any(s <= a and b <= e for s, e in held) else piece
    if within:
        out += Markup("</strong>")
    return out + (" …" if end < len(text) else "")


def excerpt(
    text: str,
    highlights: Iterable[Range] = (),
    answer: Range | None = None,
    whole: int = WHOLE,
    before: int = _BEFORE,
    after: int = _AFTER,
) -> Range | None:
    """The range of a long text to show in a list: around its answer or first match. None for all of it.

    Texts of up to ``whole`` characters are not cut; others from ``before`` characters before that place to
    ``after`` characters after it.
    """
    if len(text) <= whole:
        return None
    at = answer[0] if answer else min((a for a, _ in highlights), default=0)
    begin = max(0, at - before)
    end = min(len(text), max(at + after, begin + before + after))
    if begin:
        begin = text.find(" ", begin, at) + 1 or begin
    if end < len(text):
        cut = text.rfind(" ", at, end)
        end = cut if cut > at else end
    return begin, end


def matched_words(text: str, highlights: Iterable[Range], most: int = 6) -> list[str]:
    """The distinct words that matched, as :func:`distinct_words` gives them."""
    return distinct_words((text[a:b] for a, b in highlights), most)


def distinct_words(found: Iterable[str], most: int = 6) -> list[str]:
    """The distinct ones, in lower case and in order, without function words such as "about"."""
    words = list(dict.fromkeys(" ".join(one.split()).casefold() for one in found))
    words = [word for word in words if not all(map(is_function_word, word.split()))]
    longer = [
        word for word in words if word and not any(f" {word} " in f" {other} " != f" {word} " for other in words)
    ]
    return longer[:most]


def safe_url(url: str) -> str:
    """``url`` if it is http or https, else "#": a document must not put a script into a link."""
    return url if url.split(":", 1)[0].strip().lower() in ("http", "https") else "#"
