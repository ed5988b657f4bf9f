"""Hyphens at the ends of a document's lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from corpus import hyphens
from ingest.extract.pdf.lines import Line


class Hyphens:
    """Judges by the document's own words: "Council-mandated" keeps its hyphen, "develop-ment" loses it."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        self._pages = pages

    @cached_property
    def _words(self) -> frozenset[str]:
        """Every word that stands whole in the document, hyphenated compounds and their parts among them."""
        words: set[str] = set()
        for lines in self._pages:
            after_break = False
            for line in lines:
                found = hyphens.WORD.findall(line.text.lower())
                # The two halves of a broken word are no evidence for themselves.
                words.update(found[1 if after_break else 0 : -1 if line.broken_word else None])
                after_break = line.broken_word
        return hyphens.with_parts(words)

    def between(self, left: str, right: str) -> str:
        """ "-" or nothing, to stand between the two halves."""
        return hyphens.between(left, right, self._words)
