"""Names in a question: of persons, organisations, places that are no countries, and documents' symbols."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import ClassVar

from rapidfuzz.distance import OSA

from search.analysis.conditions.condition import Condition
from search.analysis.conditions.evidence import Evidence
from search.analysis.conditions.regions import DIRECTIONS
from search.analysis.query_terms import Name
from search.answer import ConditionKind, ConditionState

_PRESENT = 0.8
"""Nearness from which a name counts as present in another form, as "Malaysian" for "Malaysia"."""
_ONE_SLIP_FROM, _TWO_SLIPS_FROM = 5, 9
"""Letters a name has that may be misspelt by one slip, and by two."""
_LONGEST_ACRONYM = 6
_SMALL_WORDS = frozenset("of for the and on in to de la du des".split())
_BETWEEN = rf"(?:\s(?:{'|'.join(sorted(_SMALL_WORDS))}))*[\s-]"

_CAPITALISED = r"(?:Mc|Mac|[OD]['’])?[^\W\d_a-z](?:[^\W\d_A-Z]|\.[^\W\d_a-z])+"
_CAPITALS = r"[^\W\d_a-z]{2,}"
_NAMELIKE = re.compile(
    rf"(?:{_CAPITALISED}|{_CAPITALS}s?)(?:-(?:{_CAPITALISED}|{_CAPITALS}))*(?:['’]s?)?|[A-Z]&[A-Z]"
)
"""A capitalised word or an acronym. "mRNA", "C-terminal" and "IL-6" are terms of a science, not names."""
_ACRONYM = re.compile(r"[A-Z]{2,}(?:['’]s)?")
_LINK = re.compile(r"(?:[\s.'’-]|\s(?:de|la|van|von|bin|al)\s){1,3}")
"""What stands between the words of one name."""
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Minister|President|Ambassador)\.?\s*$")
_TITLES = ("Professor ", "Minister ", "President ", "Ambassador ")
_GENERIC = frozenset(
    "university institute ministry agency council centre center bank commission department office law act plan "
    "government committee conference workshop seminar meeting session technical recommendation chapter article "
    "section annex paper white presentation report talk country region state province city association society "
    "organization organisation organizations organisations programme program project fund strategy policy forum "
    "college school academy board authority division secretariat general secretary president director minister "
    "professor mr mrs ms dr prof sir head chief national international resolution draft paragraph view member "
    "river delta valley mountain mountains lake island islands bay gulf sea ocean coast basin port airport street "
    "world earth road park bridge district county village town hall museum "
    "north south east west northern southern eastern western central day week month year internet web english "
    "i a the who what when where why how which is are was were did does do can should would january february "
    "march april may june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday".split()
)
"""Words of names that tell nothing apart."""
_BODIES = frozenset("bank delta fund council commission agency union ocean sea university association".split())
"""With these, other words that tell nothing apart make a name: "World Bank", "River Delta"."""
_AS_EXAMPLE = re.compile(
    r"\b(?:such as|like|e\.g\.|for example|for instance|including|incl\.|around|near)\s(?:the\s)?(?:\w+\sor\s)?$"
)
"""Before a name that is only an example or a direction: an answer need not repeat it."""
_LIST_NUMBER = re.compile(r"\s*\d{1,3}[.)]\s+")
"""Before a sentence copied from a list, whose first word is a name no more than that of any sentence."""
_POSSESSIVE = re.compile(r"['’]s?$")
_SYMBOL = re.compile(r"\b[A-Z][A-Z0-9.]*/(?:[A-Z0-9.-]+/)*\d+\b")


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a name: where it is, in lower case, and its terms with those each may be a misspelling of.

    ``is_acronym``: it is written in capitals.
    """

    start: int
    end: int
    text: str
    terms: tuple[frozenset[str], ...]
    is_acronym: bool = False


@dataclass(frozen=True, slots=True)
class NameCondition(Condition):
    """A name of several ``words``, most of whose terms must be present.

    Its initials stand for it, and it stands for them.
    """

    words: tuple[NameWord, ...]
    text: str
    kind: ClassVar[ConditionKind] = "name"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        present = [_is_present(word, term, evidence) for word in self.words for term in word.terms]
        if 2 * sum(present) > len(present) or _is_abbreviated(self.text, evidence.facts.both):
            return "met"
        return "absent"


@dataclass(frozen=True, slots=True)
class CommonNameCondition(Condition):
    """A name of words that many names have, as "World Bank": they must stand together, or their initials."""

    text: str
    kind: ClassVar[ConditionKind] = "name"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        together = r"[\s-]+".join(map(re.escape, self.text.lower().split()))
        if re.search(rf"\b{together}", evidence.facts.lower) or _is_abbreviated(self.text, evidence.facts.both):
            return "met"
        return "absent"


@dataclass(frozen=True, slots=True)
class PersonCondition(NameCondition):
    """A person: another speaker of the talk contradicts it."""

    kind: ClassVar[ConditionKind] = "person"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        state = NameCondition.compare(self, evidence)
        return "contradicted" if state == "absent" and evidence.speaker else state


@dataclass(frozen=True, slots=True)
class SymbolCondition(Condition):
    """A document's symbol: S/2023/970, A/RES/60/1."""

    text: str
    kind: ClassVar[ConditionKind] = "name"

    def compare(self, evidence: Evidence) -> ConditionState:
        """See :class:`Condition`."""
        found = re.search(rf"{re.escape(self.text)}(?!\d)", evidence.facts.both, re.IGNORECASE)
        return "met" if found else "absent"


def _is_present(word: NameWord, term: frozenset[str], evidence: Evidence) -> bool:
    if not term.isdisjoint(evidence.terms):
        return True
    if word.is_acronym:  # UNEP and UNESCAP are near, but not the same
        return f"{word.text}s" in evidence.facts.capitalised
    if len(word.terms) > 1:
        return False
    return evidence.nearness(word.start, word.end) >= _PRESENT or _is_misspelt(word.text, evidence)


def _is_misspelt(word: str, evidence: Evidence) -> bool:
    """Whether a name that the passage has is spelt nearly like ``word``."""
    slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1 if len(word) >= _ONE_SLIP_FROM else 0
    return slips > 0 and any(
        other[0] == word[0] and OSA.distance(word, other, score_cutoff=slips) <= slips
        for other in evidence.facts.capitalised
    )


def _is_abbreviated(name: str, text: str) -> bool:
    """Whether ``text`` has the initials of ``name``, or a name whose initials are ``name``."""
    letters = name.removesuffix("s")
    if letters.isupper() and letters.isalpha() and 2 <= len(letters) <= _LONGEST_ACRONYM:
        spelled_out = _BETWEEN.join(rf"{letter}[a-z]+" for letter in letters)
        return re.search(rf"\b{spelled_out}\b", text, re.IGNORECASE) is not None
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word.lower() not in _SMALL_WORDS]
    initials = "".join(word[0] for word in words).upper()
    return len(words) > 1 and initials in text and re.search(rf"\b{initials}s?\b", text) is not None


def read_symbols(text: str) -> Iterator[Condition]:
    """The symbols of documents in the question ``text``."""
    for match in _SYMBOL.finditer(text):
        yield SymbolCondition(*match.span(), True, match[0])


def read_names(
    text: str, names: Sequence[Name], corrections: Mapping[str, Mapping[str, float]]
) -> Iterator[Condition]:
    """The names in the question ``text``; words next to each other are one name."""
    group: list[Name] = []
    listed = _LIST_NUMBER.match(text)
    for name in names:
        if listed and name.start <= listed.end():
            continue
        if not _NAMELIKE.fullmatch(text[name.start : name.end]) or _is_in_brackets(text, name):
            continue
        if group and not _continues(text, group[-1], name):
            yield from _condition(text, group, corrections)
            group = []
        group.append(name)
    if group:
        yield from _condition(text, group, corrections)


def _is_in_brackets(text: str, name: Name) -> bool:
    """Whether it stands alone in brackets: it only repeats what stands before."""
    return text[name.start - 1 : name.start] == "(" and text[name.end : name.end + 1] == ")"


def _continues(text: str, last: Name, name: Name) -> bool:
    """Whether ``name`` belongs to the name before it; an acronym is a name of its own."""
    if not _LINK.fullmatch(text[last.end : name.start]):
        return False
    return not (text[last.start : last.end].isupper() or text[name.start : name.end].isupper())


def _tells_apart(text: str, name: Name) -> bool:
    """Whether it is more than initials or a word that many names have."""
    generic = text[name.start : name.end].lower().rstrip(".") in _GENERIC
    return not generic and any(len(term) > 1 for term in name.terms)


def _condition(
    text: str, group: Sequence[Name], corrections: Mapping[str, Mapping[str, float]]
) -> Iterator[Condition]:
    group = list(dropwhile(lambda name: text[name.start : name.end].lower() in DIRECTIONS, group))
    telling = [name for name in group if _tells_apart(text, name)]
    if not telling:
        name = text[group[0].start : group[-1].end] if group else ""
        if len(name.split()) > 1 and name.split()[-1].lower() in _BODIES:
            yield CommonNameCondition(
                group[0].start, group[-1].end, not _AS_EXAMPLE.search(text[: group[0].start]), name
            )
        return
    words = tuple(
        NameWord(
            name.start,
            name.end,
            _POSSESSIVE.sub("", text[name.start : name.end].lower()),
            tuple(frozenset((term, *corrections.get(term, ()))) for term in name.terms if len(term) > 1),
            _ACRONYM.fullmatch(text, name.start, name.end) is not None,
        )
        for name in telling
    )
    start, end = group[0].start, group[-1].end
    is_person = _TITLE.search(text[:start]) or text[start:end].startswith(_TITLES)
    made = PersonCondition if is_person else NameCondition
    required = end - start > 2 and not _AS_EXAMPLE.search(text[:start])
    yield made(start, end, required, words, text[start:end])
