"""The sentences that say of this event, and of no other, that it was held."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.sentences import sentences
from ingest.workshop_page.parse.dates import Days, all_days, are_apart
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.title import EVENT, is_generic
from ingest.workshop_page.parse.units import Unit

_LONGEST_LINE = 300
VENUE_IS = r"venue\b[^.;:]{0,50}?\s(?:is|was|will\s+be)"
"""What says outright where: "The venue of the workshop is …"."""

HELD = re.compile(
    r"\b(?:held|tak(?:e|es|ing|en)\s+place|took\s+place|conven(?:e|ed|es)|organi[sz]ed|conducted|hosted"
    r"|scheduled|ran|met|happen(?:s|ed)?|gathered|brought\s+together|(?:opened|inaugurated|launched)(?=\s+(?:on|at|in)\b)|join\s+us"
    rf"|{VENUE_IS}"
    r"|(?:s['’]est|se)\s+tenue?|se\s+tiendra|(?:a\s+eu|aura)\s+lieu|organisée?"
    r"|se\s+(?:celebr(?:ó|ará)|realiz(?:ó|ará)|llev(?:ó|ará)\s+a\s+cabo)|(?:tuvo|tendrá|teve|terá)\s+lugar"
    r"|fue\s+organizad[oa]"
    r"|realiz(?:ou|a)-se|foi\s+realizad[oa]|decorreu|(?:fand|findet)\b|stattgefunden|veranstaltet"
    r"|состоял(?:ся|ась|ось)|состоится|прош(?:ел|ёл|ла|ло)|проведен[аоы]?|проходил[аои]?"
    r"|diselenggarakan|diadakan|dilaksanakan"
    # Danish, Norwegian, Swedish, Dutch, Italian, Polish, Czech
    r"|afhold(?:t|tes|es)|fandt\s+sted|finder\s+sted|avholdt(?:es)?|fant\s+sted|ägde\s+rum|äger\s+rum|hölls"
    r"|(?:vond|vindt)\s+plaats|plaatsgevonden|gehouden|si\s+(?:è|sono)\s+tenut[oaie]|si\s+(?:terrà|svolgerà)"
    r"|si\s+è\s+svolt[oa]|(?:ha|avrà)\s+avuto\s+luogo|odbył[ao]?\s+się|odbędzie\s+się|se\s+konal[aoy]?|se\s+uskuteční)\b"
    r"|举行|舉行|召开|召開|举办|舉辦|開催|열렸|개최",
    re.IGNORECASE,
)
MET = re.compile(
    r"\b(?:met|gathered|convened|assembled|came together|took place|(?:was|were) (?:held|brought together"
    r"|organi[sz]ed)"
    r"|tuvo lugar|se celebró|a eu lieu|s['’]est tenue?|fand)\b",
    re.IGNORECASE,
)
"""Words that say of people that they met, or of a meeting that it was held."""

HOLDS = re.compile(
    r"\s+(?:(?:is|are|was|were|will|has|have|jointly)\s+)*(?:h[eo]ld(?:s|ing)?|host(?:s|ed|ing)?"
    r"|organi[sz](?:es?|ed|ing)"
    r"|conven(?:es?|ed|ing)|conduct(?:s|ed|ing)?)\s+(?=(?:an?|the|its|this)\s)|\s+(?:afholdt|avholdt|arrangerede)\s",
    re.IGNORECASE,
)
"""What stands between those who hold an event and its name: "The Port Office is holding a seminar …"."""

ELSEWHERE = re.compile(
    r"\b(?:upcoming|forthcoming|future|other|previous|past|related|things to look for|calendar"
    r"|important dates|key dates|next (?:meetings?|events?|workshops?|sessions?)|call for|news|deadlines?)\b",
    re.IGNORECASE,
)
"""Headings over other events and other dates."""

_ANOTHER = re.compile(
    r"\b(?:series|previous|earlier|last|next|another|other|annual|each|first|second|third|fourth|fifth|sixth"
    r"|seventh|eighth"
    r"|ninth|tenth|\d+(?:st|nd|rd|th)|follow-up|preparatory)\b",
    re.IGNORECASE,
)
# "Held at the Institute …", as a line of its own.
_OF_IT = re.compile(
    r"^(?:it|this|the event|which|(?:the\s+)?(?:participants|delegates)|(?:all\s+)?(?:the\s+)?"
    r"(?:sessions|lectures)|all\s+(?:[\w-]+\s+)?(?:activities|sessions|lectures|talks|events)|please|(?:(?:more\s+than|some|about|over|around|nearly)\s+)?[\d,]+\s+[^,;]{0,40}"
    r"(?:participants|experts|delegates|representatives))\b"
    r"|^(?:to\s+be\s+|will\s+be\s+|was\s+|the\s+)?$",
    re.IGNORECASE,
)
_IT = re.compile(r"(?:it|this|which)\s+(?:was|is|will|has)\b", re.IGNORECASE)
# "C'est à Suva que s'est tenu du 3 au 5 mai l'Atelier sur les ports": the event stands behind the verb.
_INVERTED = re.compile(r"s['’]est\s|se\s", re.IGNORECASE)
_SUBJECT = 160
_TITLE_SAID = 0.6
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that says of this event that it was held; ``cue`` is where that word ends in ``text``."""

    text: str
    cue: int
    unit: Unit | None
    section: Section | None


def statements_of(title: str, sections: Sequence[Section], declared: Mapping[str, str]) -> list[Statement]:
    """The sentences of a page, in order, that say where or when this event was held or who organized it."""
    found: list[Statement] = []
    for key in ("abstract", "summary", "description"):
        found.extend(_statements(declared.get(key, ""), title, None, None))
    years = _years_of(title, sections)
    skipped = 0
    for section in sections:
        level = section.heading.level if section.heading else 0
        if skipped and 0 < level <= skipped:
            skipped = 0
        if section.heading and not skipped and ELSEWHERE.search(section.heading.text):
            skipped = level or 6
        if skipped:
            continue
        for unit in [*([section.heading] if section.heading and level else []), *section.units]:
            found.extend(_statements(unit.text, title, unit, section))
    return [said for said in found if not _of_another_year(said, years)]


def of_these_days(statements: Sequence[Statement], days: Days | None) -> list[Statement]:
    """The sentences but those whose paragraph tells of other days alone: of the last meeting or the next."""
    if days is None:
        return list(statements)
    kept = []
    for said in statements:
        told = [other for other in all_days(said.unit.text if said.unit else said.text) if other.first]
        if not told or not all(are_apart(days, other) for other in told):
            kept.append(said)
    return kept


def _years_of(title: str, sections: Sequence[Section]) -> set[str]:
    """The years in the event's title and the page's main headings."""
    units = [unit for section in sections for unit in (section.heading, *section.units) if unit]
    return {year for text in (title, *(u.text for u in units if 0 < u.level < 3)) for year in _YEAR.findall(text)}


def _of_another_year(said: Statement, years: set[str]) -> bool:
    """Whether a sentence is on an event of another year than the page's: next year's, announced on top."""
    named = set(_YEAR.findall(said.text[: said.cue]))
    return bool(named and years) and named.isdisjoint(years)


def _statements(text: str, title: str, unit: Unit | None, section: Section | None) -> Iterator[Statement]:
    if not HELD.search(text) and not HOLDS.search(text):
        return
    about = True  # whether "it" is the event: not behind a sentence on something else
    for start, end in sentences(text):
        sentence = " ".join(text[start:end].split())
        meant, about = about, EVENT.search(sentence[:_SUBJECT]) is not None
        cue = HELD.search(sentence)
        pointed = cue is not None and _IT.match(sentence) is not None
        about = about or (meant and pointed)
        if cue and _INVERTED.match(cue.group()) and _is_named(sentence[cue.end() :], title):
            yield Statement(sentence, cue.end(), unit, section)
            continue
        if not cue or (pointed and not meant) or not _is_this(sentence[: cue.start()], title):
            cue = HOLDS.search(sentence)
            if not cue or not _is_named(sentence[cue.end() :], title):
                continue
        yield Statement(sentence, cue.end(), unit, section)


def _is_this(subject: str, title: str) -> bool:
    """Whether what stands before "was held" is the event of the page and no other one."""
    if not (EVENT.search(subject) or _OF_IT.match(subject)) or len(subject) > _LONGEST_LINE:
        return False
    known = title.casefold()
    if is_generic(title):  # "Programme": the page calls the event by its name in the sentence alone
        known += " annual " + " ".join(re.findall(r"\d+(?:st|nd|rd|th)", subject))
    return all(match.group().casefold() in known for match in _ANOTHER.finditer(subject))


def _is_named(text: str, title: str) -> bool:
    """Whether what is held is the event of this title, named in full."""
    words = set(re.findall(r"\w{4,}", title.casefold()))
    said = words & set(re.findall(r"\w{4,}", text.casefold()))
    return len(said) > 1 and len(said) >= _TITLE_SAID * len(words)
