"""Near misses made by the hundred: a question that is answered, with one condition changed so that it is not.

Which words are a condition is told here by plain patterns, not by the code under test. A change counts only if the
documents that answer the question contain the old words and not the new ones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.ids import digest, normalise

KINDS = ("year", "number", "ordinal", "place", "name", "polarity")

_PLACES = (
    "Kenya Japan Brazil Norway Egypt Canada Peru Ghana Poland Vietnam Sweden Chile Morocco Nigeria Mexico Greece "
    "Portugal Finland Argentina Ethiopia Australia Germany France Italy Spain India China Thailand Malaysia "
    "Mongolia Nepal Indonesia Pakistan Bangladesh Turkey Iran Iraq Israel Syria Lebanon Jordan Libya Somalia "
    "Sudan Afghanistan Haiti Mali Ukraine Russia Cuba Colombia Venezuela Rwanda Zimbabwe Hungary Austria "
    "Belgium Denmark Ireland Switzerland Netherlands Philippines Singapore Cambodia Myanmar Laos Kuwait Qatar "
    "Yemen Tunisia"
).split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ROMAN = "II III IV V VI VII VIII IX X XI XII".split()
_CAPITALISED = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]+)*(?![\w-])")
_AUXILIARY = re.compile(r"\b(did|does|do|was|were|is|are|has|have|can|could|should|will|would)\b (?!not\b)")


@dataclass(frozen=True)
class NearMiss:
    """A question with one condition changed; ``of`` is the id of the question it was made from."""

    of: str
    kind: str
    text: str


def is_held_out(question_id: str) -> bool:
    """Whether a question belongs to the half that nothing is fitted on."""
    return int(digest(f"half {question_id}", 8), 16) % 2 == 1


def near_misses(question_id: str, text: str, answers: Sequence[str], names: Sequence[str]) -> Iterator[NearMiss]:
    """At most one near miss of each kind. ``answers`` are the texts that answer; ``names`` may replace a name."""
    change = _Change(text, normalise("\n".join(answers)), random.Random(digest(f"{question_id} {text}", 16)))
    changed = {
        "year": change.swap(r"\b(?:1[6-9]|20)\d\d\b", _other_years),
        "number": change.swap(r"(?<![\w.,/-])(?:\d{1,3}|\d+\.\d+)(?![\w.,/-])", _other_numbers),
        "ordinal": change.swap(rf"\b(?:{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))\b", _other_ordinals)
        or change.swap(rf"(?<=[a-z] )(?:{'|'.join(_ROMAN)})\b", lambda _: _ROMAN),
        "place": change.swap(rf"\b(?:{'|'.join(_PLACES)})\b", lambda _: _PLACES),
        "name": change.swap(_CAPITALISED.pattern, lambda name: names if name in names else ()),
        "polarity": change.denied(),
    }
    for kind, near in changed.items():
        if near:
            yield NearMiss(question_id, kind, near)


@dataclass(frozen=True)
class _Change:
    """Changes one condition of ``text``; ``told`` is all that its answers say, normalised."""

    text: str
    told: str
    chance: random.Random

    def swap(self, old: str, others: Callable[[str], Sequence[str]]) -> str | None:
        """The text with a match of ``old`` that the answers contain replaced by one they do not contain."""
        for match in re.finditer(old, self.text):
            if not self._tells(match[0]):
                continue
            free = [other for other in others(match[0]) if not self._tells(other) and other not in self.text]
            if free:
                return self.text[: match.start()] + self.chance.choice(free) + self.text[match.end() :]
        return None

    def denied(self) -> str | None:
        """The text with its first auxiliary verb denied, if the answers deny nothing."""
        match = _AUXILIARY.search(self.text)
        if match is None or re.search(r"\bnot\b|n't\b", self.told):
            return None
        contracted = {"can": "can't", "will": "won't"}.get(match[1], f"{match[1]}n't")
        return f"{self.text[: match.start()]}{contracted} {self.text[match.end() :]}"

    def _tells(self, words: str) -> bool:
        """Whether the answers contain any of ``words``."""
        return any(re.search(rf"\b{re.escape(normalise(word))}", self.told) for word in words.split())


def names_in(texts: Iterable[str], documents: Iterable[str]) -> list[str]:
    """Names in ``texts``: capitalised words within a sentence that ``documents`` never write in lower case."""
    common = {word for document in documents for word in re.findall(r"\b[a-z]{4,}\b", document)}
    found = {name for text in texts for name in _CAPITALISED.findall(text)}
    return sorted(
        name for name in found if name.split()[0] not in _PLACES and name.split()[0].lower() not in common
    )


def _other_years(year: str) -> list[str]:
    return [str(int(year) + by) for by in (-31, -17, -9, -6, -4, -3, 3, 4, 7, 11)]


def _other_numbers(number: str) -> list[str]:
    if "." in number:
        return [str(round(float(number) + by, 1)) for by in (1.7, 3.4, 12.6)]
    return [str(int(number) + by) for by in (3, 7, 14, 29, 55)]


def _other_ordinals(ordinal: str) -> list[str]:
    if ordinal[0].isdigit():
        return [f"{int(ordinal[:-2]) + by}th" for by in (3, 5, 8) if 4 <= (int(ordinal[:-2]) + by) % 100 <= 20]
    return _ORDINALS[1:]
