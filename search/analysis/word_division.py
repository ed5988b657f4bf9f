"""Words that are written together or apart: e-government, egovernment, e government."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import pairwise

from search.analysis.analyzer import Phrase, TermDictionary
from search.analysis.term_matcher import WordAnalyzer
from search.language import is_function_word

_WORD = re.compile(r"[^\W\d_]+")
_MIN_PART, _MAX_LEFT, _MAX_PREFIX = 3, 9, 2
"""Letters that the second part of a word has at least; that the first part of a word the corpus lacks has at most;
and that of a word it has, as in "cooperatives"."""

Occurs = Callable[[Phrase], bool]
"""Whether some passage contains a phrase."""


def divisions(
    text: str, dictionary: TermDictionary, words: WordAnalyzer, occurs: Occurs
) -> Mapping[str, Mapping[str, float]]:
    """For terms of ``text`` the terms of other divisions that the corpus has, each with its weight."""
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    matches = list(_WORD.finditer(text))
    for match in matches:
        for term in words.terms(match[0]):
            longest = _MAX_PREFIX if dictionary.document_frequency(term) else _MAX_LEFT
            found[term].update(dict.fromkeys(_parts(match[0], longest, dictionary, words, occurs), 1.0))
    for left, right in pairwise(matches):
        between = text[left.end() : right.start()]
        parted = between in ("-", " ", "‐", "‑") and len(left[0]) <= _MAX_LEFT
        if parted and not is_function_word(left[0]) and not is_function_word(right[0]):
            for joined in words.terms(left[0] + right[0]):
                if dictionary.document_frequency(joined):
                    for term in (*words.terms(left[0]), *words.terms(right[0])):
                        found[term][joined] = 1.0
    return {term: others for term, others in found.items() if others}


def _parts(
    word: str, longest: int, dictionary: TermDictionary, words: WordAnalyzer, occurs: Occurs
) -> tuple[str, ...]:
    """The terms of the two parts of ``word`` that stand one after the other in some passage; () if none do."""
    for at in range(1, min(longest, len(word) - _MIN_PART) + 1):
        left = words.terms(word[:at])
        if len(left) != 1 or not dictionary.document_frequency(left[0]):
            continue
        right = words.terms(word[at:])
        if len(right) == 1 and dictionary.document_frequency(right[0]) and occurs(((0, left[0]), (1, right[0]))):
            return (left[0], right[0])
    return ()
