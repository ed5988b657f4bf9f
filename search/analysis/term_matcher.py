"""The words of a text, where they stand and which terms of the index they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache

from search.analysis.cjk import RUN

Analyse = Callable[[str], Sequence[str]]
"""Text to the terms of the index."""

TermMatch = tuple[int, int, tuple[str, ...]]
"""A word of a text: start, end, terms."""

_JOINED = r"\b[A-Za-z] ?& ?[A-Za-z]\b"
_FOREIGN = RUN + r"|(?![A-Za-z])[^\W\d_]+"
_WORD = re.compile(f"{_JOINED}|[A-Za-z]+|[0-9]+|{_FOREIGN}")
"""A run of letters or of digits; "R&D" and "S & T" are one word."""
_RARE = re.compile(f"{_JOINED}|{_FOREIGN}")
"""The words that are no plain run of ASCII letters or digits."""
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_KEPT = 1 << 16

_UNSURE = re.compile(
    r"(?:(?<=[tb])erd?|(?<=\w\w\wo)r(?:it|hood|less?|ful|er)|(?<=[iy])z(?:er?|abl)|(?<=el)er|ie|[deilrsyz])$"
)
"""The end of a term that may differ from the word's: "center" of "centre", "favorit" of "favourite", "prize" of
"prise", "jeweler" of "jeweller", "die" of "dying", "polici" of "policy", "capabl" of "capabilities"."""
_ONCE_LONGER = re.compile(r"e(?=[dm]|$)")
"""Where one spelling drops a letter of the other: "haemo", "paedo"."""


def word_prefixes(term: str) -> set[str]:
    """What a word in small ASCII letters or digits begins with, one of these, if ``term`` is its term.

    The stemmer and the folding of spellings change a word's end and few letters besides.
    """
    if not term.isascii():
        return set()
    sure = _UNSURE.sub("", term) if len(term) > 2 and term.isalpha() else term
    found = {sure, *(sure[: e.start()] + "ae" for e in _ONCE_LONGER.finditer(sure))}
    if sure.startswith("e"):
        found.add("oe")
    if sure.startswith("fet"[: len(sure)]):
        found.add("foe")
    return found


class WordAnalyzer:
    """Analyses word by word and remembers: a word costs a look-up."""

    def __init__(self, analyse: Analyse) -> None:
        self.terms: Callable[[str], tuple[str, ...]] = lru_cache(maxsize=_KEPT)(lambda word: tuple(analyse(word)))

    def each(self, text: str) -> Iterator[TermMatch]:
        """(start, end, terms) of each word of ``text`` in order; a stop word has no terms."""
        return ((*match.span(), self.terms(match[0])) for match in _WORD.finditer(text))


class TermMatcher:
    """Finds the words of texts that are one of the ``wanted`` terms.

    Most words of a passage are none, and analysing each took most of the time an answer took beside its encoding:
    only words that begin as a wanted one may are looked at.
    """

    def __init__(self, words: WordAnalyzer, wanted: Collection[str]) -> None:
        self._words, self._wanted = words, frozenset(wanted)
        self._beginnings: list[str] = []
        for beginning in sorted(set().union(*map(word_prefixes, wanted))):
            if not self._beginnings or not beginning.startswith(self._beginnings[-1]):
                self._beginnings.append(beginning)

    def hits(self, text: str) -> list[TermMatch]:
        """(start, end, terms) of each word of ``text`` that is wanted, in order."""
        small = text.lower()
        if len(small) != len(text):  # few letters have more than one small one
            return [hit for hit in self._words.each(text) if self._one_of(hit[2])]
        found: list[TermMatch] = []
        apart: set[int] = set()
        if "&" in text or (not text.isascii() and _RARE.search("".join(_BEYOND_ASCII.findall(text)))):
            for match in _RARE.finditer(text):
                apart.update(range(*match.span()))
                if self._one_of(terms := self._words.terms(match[0])):
                    found.append((*match.span(), terms))
        for beginning in self._beginnings:
            found += self._words_with(beginning, text, small, apart)
        found.sort()
        return found

    def _words_with(self, beginning: str, text: str, small: str, apart: Collection[int]) -> Iterator[TermMatch]:
        start = small.find(beginning)
        while start >= 0:
            if start not in apart and not _goes_on(small, start):
                word = _WORD.match(text, start)
                if word and self._one_of(terms := self._words.terms(word[0])):
                    yield *word.span(), terms
            start = small.find(beginning, start + len(beginning))

    def _one_of(self, terms: tuple[str, ...]) -> bool:
        return not self._wanted.isdisjoint(terms)


def _goes_on(small: str, start: int) -> bool:
    """Whether the character at ``start`` continues a run of ASCII letters, or of digits."""
    if start == 0:
        return False
    before = small[start - 1]
    return "0" <= before <= "9" if "0" <= small[start] <= "9" else "a" <= before <= "z"
