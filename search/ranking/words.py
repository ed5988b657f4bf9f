"""The words of a text, where they stand and which terms of the index they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from search.ranking.grams import RUN

Analyse = Callable[[str], Sequence[str]]
"""Text to the terms of the index."""

Hit = tuple[int, int, tuple[str, ...]]
"""A word of a text: start, end, terms."""

_WORD = re.compile(r"[A-Za-z]+(?:(?<=\b[A-Za-z]) ?& ?[A-Za-z]\b)?|[0-9]+|" + RUN + r"|[^\W\d_]+")
"""A run of letters or of digits; "R&D" and "S & T" are one word."""
_KEPT = 1 << 16


class Words:
    """Analyses word by word and remembers: reading a passage costs a look-up a word."""

    def __init__(self, analyse: Analyse) -> None:
        self._terms_of: Callable[[str], tuple[str, ...]] = lru_cache(maxsize=_KEPT)(
            lambda word: tuple(analyse(word))
        )

    def terms(self, text: str) -> set[str]:
        """The terms that ``text`` holds."""
        return {term for word in set(_WORD.findall(text)) for term in self._terms_of(word)}

    def each(self, text: str) -> Iterator[Hit]:
        """(start, end, terms) of each word of ``text`` in order; a stop word has no terms."""
        return ((*match.span(), self._terms_of(match[0])) for match in _WORD.finditer(text))

    def hits(self, text: str, wanted: Collection[str]) -> list[Hit]:
        """(start, end, terms) of each word of ``text`` that is one of the ``wanted`` terms, in order.

        It sees every word of every passage shown, so the words come as strings and not as matches, each different
        one is looked up once, and places are sought only for those that match.
        """
        words = _WORD.findall(text)
        held = {}
        first = {term[0] for term in wanted}
        if "e" in first:
            first.update("oa")  # "oestrogen", "aemia"
        first.update([letter.upper() for letter in first])
        for word in set(words):
            if word[0] not in first and word.isascii():
                continue  # neither folding nor stemming changes a first letter but those above
            terms = self._terms_of(word)
            if terms and (terms[0] in wanted or (len(terms) > 1 and any(term in wanted for term in terms))):
                held[word] = terms
        if not held:
            return []
        if text.isascii() and all(word.isalpha() and word.isascii() and len(word) > 1 for word in held):
            return _occurrences(text, held)
        found: list[Hit] = []
        end = 0
        for word in words:
            start = text.index(word, end)
            end = start + len(word)
            if word in held:
                found.append((start, end, held[word]))
        return found


def _occurrences(text: str, held: Mapping[str, tuple[str, ...]]) -> list[Hit]:
    """Where the words of ``held``, of several plain letters each, stand in ``text``: sought one by one."""
    found: list[Hit] = []
    for word, terms in held.items():
        start = text.find(word)
        while start >= 0:
            end = start + len(word)
            if not (_letter(text[start - 1 : start]) or _letter(text[end : end + 1])):
                found.append((start, end, terms))
            start = text.find(word, end)
    found.sort()
    return found


def _letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
