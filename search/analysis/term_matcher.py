"""Finds the words of a text that match given terms of the index, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache

from search.analysis.cjk import RUN

Analyze = Callable[[str], Sequence[str]]
"""Text to terms of the index."""

TermMatch = tuple[int, int, tuple[str, ...]]
"""A word of a text: start, end, its terms."""

_JOINED = r"\b[A-Za-z] ?& ?[A-Za-z]\b"
_FOREIGN = RUN + r"|(?![A-Za-z])[^\W\d_]+"
_WORD = re.compile(f"{_JOINED}|[A-Za-z]+|[0-9]+|{_FOREIGN}")
"""A run of letters or of digits; "R&D" and "S & T" are one word."""
_RARE = re.compile(f"{_JOINED}|{_FOREIGN}")
"""The words that are not a plain run of ASCII letters or digits."""
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_CACHE_SIZE = 1 << 16
_DIGITS = frozenset("0123456789")

_VARIABLE_END = re.compile(
    r"(?:(?<=[tb])erd?|(?<=\w\w\wo)r(?:it|hood|less?|ful|er)|(?<=[iy])z(?:er?|abl)|(?<=el)er|ie|[deilrsyz])$"
)
"""The end of a term that may differ from the end of the word: "center" of "centre", "favorit" of "favourite",
"prize" of "prise", "jeweler" of "jeweller", "die" of "dying", "polici" of "policy", "capabl" of "capabilities"."""
_DROPPED_LETTER = re.compile(r"e(?=[dm]|$)")
"""Where American spelling drops a letter: "haemo", "paedo"."""


def word_prefixes(term: str) -> set[str]:
    """Prefixes, one of which every lower-case ASCII word with the term ``term`` begins with.

    Stemming and normalisation change the end of a word and few letters besides.
    """
    if not term.isascii():
        return set()
    stem = _VARIABLE_END.sub("", term) if len(term) > 2 and term.isalpha() else term
    prefixes = {stem, *(stem[: e.start()] + "ae" for e in _DROPPED_LETTER.finditer(stem))}
    if stem.startswith("e"):
        prefixes.add("oe")
    if stem.startswith("fet"[: len(stem)]):
        prefixes.add("foe")
    return prefixes


class WordAnalyzer:
    """Analyzes single words and caches them: a known word costs one look-up."""

    def __init__(self, analyze: Analyze) -> None:
        self.terms: Callable[[str], tuple[str, ...]] = lru_cache(maxsize=_CACHE_SIZE)(
            lambda word: tuple(analyze(word))
        )

    def each(self, text: str) -> Iterator[TermMatch]:
        """(start, end, terms) of every word of ``text`` in order; a stop word has no terms."""
        return ((*match.span(), self.terms(match[0])) for match in _WORD.finditer(text))


class TermMatcher:
    """Finds the words of a text that have one of ``terms``.

    Most words of a passage match nothing, and analyzing each took most of the time of an answer beside its
    encoding. So only words with a prefix that a match can have are analyzed.
    """

    def __init__(self, words: WordAnalyzer, terms: Collection[str]) -> None:
        self._words, self._wanted = words, frozenset(terms)
        self._prefixes: list[str] = []
        for prefix in sorted(set().union(*map(word_prefixes, terms))):
            if not self._prefixes or not prefix.startswith(self._prefixes[-1]):
                self._prefixes.append(prefix)

    def matches(self, text: str) -> list[TermMatch]:
        """(start, end, terms) of every matching word of ``text``, in order."""
        lower = text.lower()
        if len(lower) != len(text):  # a few letters have a longer lower-case form
            return [match for match in self._words.each(text) if self._is_wanted(match[2])]
        found: list[TermMatch] = []
        taken: set[int] = set()
        if "&" in text or (not text.isascii() and _RARE.search("".join(_BEYOND_ASCII.findall(text)))):
            for match in _RARE.finditer(text):
                taken.update(range(*match.span()))
                if self._is_wanted(terms := self._words.terms(match[0])):
                    found.append((*match.span(), terms))
        for prefix in self._prefixes:
            self._find(prefix, text, lower, taken, found)
        found.sort()
        return found

    def _find(self, prefix: str, text: str, lower: str, taken: Collection[int], found: list[TermMatch]) -> None:
        """Add the words that begin with ``prefix`` and match to ``found``."""
        find, step, is_digit = lower.find, len(prefix), prefix[0] in _DIGITS
        start = find(prefix)
        while start >= 0:
            # Inside of a run of digits or of letters, no word begins.
            before = lower[start - 1] if start else " "
            inside = "0" <= before <= "9" if is_digit else "a" <= before <= "z"
            if not inside and start not in taken and (word := _WORD.match(text, start)):
                terms = self._words.terms(word[0])
                if not self._wanted.isdisjoint(terms):
                    found.append((*word.span(), terms))
            start = find(prefix, start + step)

    def _is_wanted(self, terms: tuple[str, ...]) -> bool:
        return not self._wanted.isdisjoint(terms)
