"""The themes of recommendations: phrases that several of them use."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.model import Passage, TextRange
from search.analysis.analyzer import Term
from search.engine import Engine
from search.features.recommendations.actions import actions
from search.index.protocols import LexicalIndex
from search.runtime import check_deadline

_WORD = re.compile(r"\w+(?:[&'’]\w+)*")
_ACRONYM = re.compile(r"[A-Z][A-Z&]+s?")
_PARTICLES = frozenset(("up", "out", "including"))
_LONGEST = 3
MIN_USES = 3
"""Number of recommendations that must use a phrase for it to be a theme."""
MAX_THEMES = 12
"""Largest number of themes."""
_EVIDENCE = 5

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A phrase as it is usually written, the recommendations that use it, and other passages that do.

    ``uses`` maps the id of a recommendation to the range of its text; ``evidence`` are passages that are no
    recommendations.
    """

    name: str
    uses: Mapping[str, TextRange]
    evidence: tuple[Passage, ...] = ()


def themes(engine: Engine, passages: Sequence[Passage]) -> tuple[Theme, ...]:
    """Phrases of two or three words, and acronyms, that at least three of ``passages`` use, the weightiest first.

    Weight is the C-value: how many use it, less what they do only as part of a longer theme, times its length. A
    verb that is an action is no part of a theme.
    """
    uses: dict[Key, dict[str, TextRange]] = defaultdict(dict)
    written: dict[Key, Counter[str]] = defaultdict(Counter)
    for passage in passages:
        check_deadline()
        for key, span in _phrases(engine.snapshot.lexical, passage.text):
            uses[key].setdefault(passage.id, span)
            written[key][_written(passage.text[span.start : span.end])] += 1
    common = {key: places for key, places in uses.items() if len(places) >= MIN_USES}
    ranked = sorted(common, key=lambda key: (-_weight(key, common), key))
    chosen: list[Key] = []
    for key in ranked:
        check_deadline()
        if len(chosen) < MAX_THEMES and not any(_overlaps(common[key], common[other]) for other in chosen):
            chosen.append(key)
    return tuple(
        Theme(written[key].most_common(1)[0][0], common[key], tuple(_evidence(engine, key))) for key in chosen
    )


def _phrases(lexical: LexicalIndex, text: str) -> Iterator[tuple[Key, TextRange]]:
    verbs = {action.start for action in actions(text)}
    run: list[tuple[str, int, int]] = []
    last = 0
    for match in _WORD.finditer(text):
        stems = [term for _, term in lexical.terms(match[0])]
        verb = match[0] in _PARTICLES or match.start() in verbs
        if verb or not stems or text[last : match.start()].strip(" \n-–"):
            run = []
        last = match.end()
        if verb or not stems:
            continue
        run.append((" ".join(stems), match.start(), match.end()))
        if _ACRONYM.fullmatch(match[0]):
            yield (run[-1][0],), TextRange(match.start(), match.end())
        for length in range(2, min(_LONGEST, len(run)) + 1):
            part = run[-length:]
            yield tuple(stem for stem, _, _ in part), TextRange(part[0][1], part[-1][2])


def _written(text: str) -> str:
    words = (word if _ACRONYM.fullmatch(word) else word.lower() for word in text.split())
    return " ".join(words)


def _weight(key: Key, common: Mapping[Key, Mapping[str, TextRange]]) -> float:
    longer = [len(places) for other, places in common.items() if len(other) > len(key) and _within(key, other)]
    nested = sum(longer) / len(longer) if longer else 0.0
    return math.log2(len(key) + 1) * (len(common[key]) - nested)


def _within(key: Key, other: Key) -> bool:
    return any(other[at : at + len(key)] == key for at in range(len(other) - len(key) + 1))


def _overlaps(one: Mapping[str, TextRange], other: Mapping[str, TextRange]) -> bool:
    """Whether two phrases are mostly the same words of the same recommendations."""
    same = sum(1 for name, span in one.items() if name in other and _meet(span, other[name]))
    return 2 * same > min(len(one), len(other))


def _meet(one: TextRange, other: TextRange) -> bool:
    return one.start < other.end and other.start < one.end


def _evidence(engine: Engine, key: Key) -> Iterator[Passage]:
    """Passages that contain the phrase and are not recommendations, by BM25."""
    snapshot = engine.snapshot
    terms = " ".join(key).split()
    phrase = list(enumerate(terms))
    rows, _ = snapshot.lexical.search([Term(term) for term in terms], 20 * _EVIDENCE, phrases=[phrase])
    found = (p for p in snapshot.store.passages(rows.tolist()) if p.kind != "recommendation" and p.label is None)
    for _, passage in zip(range(_EVIDENCE), found, strict=False):
        yield passage
