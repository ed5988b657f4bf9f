"""Whether a page is an event's at all: articles, laws and lists of papers have names, dates and advice too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import RecommendationGroup, Session, Talk
from ingest.workshop_page.parse.dates import Days, find_days
from ingest.workshop_page.parse.event import Event
from ingest.workshop_page.parse.held import MET
from ingest.workshop_page.parse.programme.evidence import ITSELF
from ingest.workshop_page.parse.sections import Section
from ingest.workshop_page.parse.title import EVENT
from ingest.workshop_page.read.lines import PageLines, squash

_NEEDED = 3
_LIST = 3
_LABELS = frozenset(("date", "participants", "addresses", "details", "keynote", "session", "organizers"))
_PROGRAMME = re.compile(
    r"\b(?:(?:final|preliminary) program|programme|agenda|schedule|timetable|minutes|abstracts|talks|speakers"
    r"|keynotes?|presenta(?:tions|ciones)|(?:coffee|lunch) break|day \d|symposium"
    r"|(?:scientific|technical|plenary|parallel|poster|opening|closing) sessions?|session (?:\d|[ivx]+\b|one|two)"
    r"|programa|ponencias?|ponentes|palestras?|exposés|vorträge|ablauf|relatori|wykłady)\b|\bprogram$|symposium"
    r"|программа|доклад|議程|议程|講演|講座|讲座|報告|报告|発表|プログラム|프로그램|발표",
    re.IGNORECASE,
)
# "School meals", "Meeting the stars", "Press conference": words of events that other titles have as often.
_WEAK = re.compile(
    r"(?:press|news) conferences?|schools?|courses?|training|hearing|dialogue|forum|summit|meetings?|taller"
    r"|atelier|oficina|フォーラム",
    re.IGNORECASE,
)
_OTHER_KIND = re.compile(
    r"\b(?:publications|articles"
    r"|bibliography|preprints|syllabus|homeworks?|assignments|prerequisites|grading|office hours"
    r"|curriculum vitae|release notes|changelog|(?:news )?digest)\b",
    re.IGNORECASE,
)
_MET = re.compile(r"\b(?:met|gathered|convened|assembled|came together) (?:during|at|in|on|for)\b", re.IGNORECASE)
_ADVISED = re.compile(
    r"\b(?:developed|adopt(?:ed|s)|agreed|issued|drafted|drew up|formulated|made) (?:[\w]+ ){0,8}"
    r"(?:recommendations|declaration|conclusions)\b",
    re.IGNORECASE,
)
# "The Workshop suggested the action described below".
_IT_ADVISED = re.compile(
    r"\bthe (?:workshop|seminar|meeting|conference|symposium|consultation|participants) (?:also )?"
    r"(?:recommended|suggested|urged|proposed|agreed (?:on|that))\b",
    re.IGNORECASE,
)
# "This document is the report of the workshop of May 2024": what the page says of itself near its top.
_REPORT_OF = re.compile(
    r"\bthis (?:report|document|summary|repository|page|note)\b[^.;:]{0,80}"
    r"\b(?:of|from|following|after|summari[sz]es) (?:the|an?|our) [^.;:]{0,60}?"
    r"\b(?:workshop|seminar|symposium|conference|meeting|consultation|round ?table)\b",
    re.IGNORECASE,
)
_WE_WHO_MET = re.compile(
    r"\bwe (?:held|hosted|convened|organi[sz]ed) (?:an?|the|our) (?:[\w-]+ ){0,6}"
    r"(?:workshop|seminar|symposium|conference|summit|round ?table)\b"
    r"|\bles participants ont (?:formulé|adopté|émis|fait) (?:l|d)es (?:\w+ )?recommandations"
    r"|\blos participantes (?:formularon|adoptaron|acordaron|emitieron) las (?:\w+ )?recomendaciones"
    r"|\bwe,? (?:as |the )*(?:participants|delegates|experts|representatives|members) (?:in|of|at|from|to)\b",
    re.IGNORECASE,
)
_REPORT = re.compile(r"\b(?:report|minutes|conclusions|summary)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\W{0,3}\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m\b)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/-])(?:19|20)\d\d(?![\d/-])")
_MOST_YEARS = 4
_LONGEST_HEAD = 160
_WITHIN = 400
_NEAR_TOP = 4000
_WORDS_A_TIME = 200


def is_event(
    page: PageLines,
    title: str,
    sections: Sequence[Section],
    event: Event,
    sessions: Sequence[Session],
    groups: Sequence[RecommendationGroup],
    *,
    speaks: bool = False,
) -> bool:
    """Whether enough signs of several kinds agree that the page is an event's; in doubt it is a document.

    ``speaks`` says that the page tells throughout what one body or all present noted, agreed and recommended.
    """
    titles = [title, page.head_title or ""]
    heads = _headings(page)
    told = (
        _by_talks(page, sessions) + _by_facts(sections, event) + _by_recommendations(page, event, groups, speaks)
    )
    told += EVENT.search(title) is not None and find_days(title) is not None  # "Workshop on Ports, 3-5 May 2015"
    advice = sum(len(group.recommendations) for group in groups)
    advises = advice >= _LIST and EVENT.search(title) is not None  # a meeting's report
    told += (advises and _REPORT.search(title) is not None) or (
        event.days is not None and (advises or _says_when(page, event.days))
    )
    return told > 0 and told + _by_title(titles, heads) + _by_times(page) >= _NEEDED


def _by_title(titles: Sequence[str], heads: Sequence[str]) -> int:
    """An event's name in the title, a programme's words in title and headings; less for words of another kind."""
    rest = " ".join(_WEAK.sub(" ", title) for title in titles)
    signs = 2 if EVENT.search(rest) else int(any(EVENT.search(title) for title in titles))
    signs += any(_PROGRAMME.search(title) for title in titles)
    signs += any(_PROGRAMME.search(head) for head in heads)
    named = any(_OTHER_KIND.search(title) for title in titles)
    others = {match.group().casefold() for head in heads for match in _OTHER_KIND.finditer(head)}
    return signs - (2 if named else 0) - (3 if len(others) > 1 else 0)


def _says_when(page: PageLines, days: Days) -> bool:
    """Whether a sentence near the top says that those of the event met on its very days."""
    text = squash(page.text[:_NEAR_TOP])
    for match in MET.finditer(text):
        told = find_days(text[match.end() : match.end() + _WITHIN // 2])
        if told and (told.first, told.last) == (days.first, days.last):
            return True
    return False


def _headings(page: PageLines) -> list[str]:
    return [
        page.text[line.body : line.end]
        for line in page.lines
        if (line.level or line.bold) and line.role is None and line.end - line.body <= _LONGEST_HEAD
    ]


def _by_times(page: PageLines) -> int:
    """Lines that open with a time of day, as many as a programme has and a long text has not."""
    times = sum(_CLOCK.match(page.text, line.body, line.end) is not None for line in page.lines)
    return int(times > 1 and times * _WORDS_A_TIME >= len(page.text.split()))


def _by_talks(page: PageLines, sessions: Sequence[Session]) -> int:
    """Talks that make up a good part of the page; a name here and there in an article does not.

    Talks of many years are somebody's list of papers, or a series.
    """
    told = [session for session in sessions if not _OTHER_KIND.search(f"{session.label} {session.title or ''}")]
    talks = [talk for session in told for talk in session.talks if talk.speaker or talk.links]
    dated = [_YEAR.findall(page.text, talk.extent.start, talk.extent.end) for talk in talks]
    if len({year for years in dated for year in years}) > _MOST_YEARS and 2 * sum(map(bool, dated)) > len(talks):
        return -2
    told_again = _sections_of_talks(page, talks)
    share = (sum(talk.extent.end - talk.extent.start for talk in talks) + told_again) / max(1, len(page.text))
    signs = 2 if len(talks) > 2 and share >= 0.25 else int(len(talks) > 1 and share >= 0.07)
    itself = sum(ITSELF.search(page.text, line.start, line.end) is not None for line in page.lines)
    return signs + (signs > 0 and itself > 1)


def _sections_of_talks(page: PageLines, talks: Sequence[Talk]) -> int:
    """How much of the page stands below headings that name its talks once more: the abstracts of a timetable."""
    heads = [line for line in page.lines if line.level and line.role is None]
    titles = {said.casefold(): talk.extent for talk in talks for said in (talk.title, talk.speaker or talk.title)}
    size = 0
    for head, end in zip(heads, [*(line.start for line in heads[1:]), len(page.text)], strict=False):
        said = page.text[head.body : head.end].casefold()
        own = titles.get(said) or titles.get(said.partition(": ")[2])  # "Keynote: Old mills"
        if own:
            size += end - head.start if not own.start <= head.start < own.end else max(end - own.end, 0)
    return size


def _by_facts(sections: Sequence[Section], event: Event) -> int:
    """When and where it was held, and headings under which pages of events tell that."""
    labels = {section.kind for section in sections} & _LABELS | ({"organizers"} if event.organizers else set())
    placed = event.days is not None and event.venue is not None
    in_a_house = placed and event.city is not None and event.venue != event.city  # else it may be a dateline
    return placed + in_a_house + bool(labels) + (len(labels) > 2)


def _by_recommendations(page: PageLines, event: Event, groups: Sequence[RecommendationGroup], speaks: bool) -> int:
    """Recommendations; they are enough where they ask someone and the page tells of the meeting that made them."""
    items = [item for group in groups for item in group.recommendations]
    if not items:
        return 0
    met = speaks or any(
        _ADVISED.search(page.text, at.end(), at.end() + _WITHIN) for at in _MET.finditer(page.text)
    )
    met = met or _REPORT_OF.search(squash(page.text[: 2 * _WITHIN])) is not None
    met = met or (event.days is not None and _IT_ADVISED.search(page.text) is not None)
    met = met or _WE_WHO_MET.search(page.text) is not None
    return 3 if met and len(items) > 2 and any(item.addressees for item in items) else 1
