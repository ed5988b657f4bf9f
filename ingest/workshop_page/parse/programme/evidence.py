"""Whether a page holds a programme at all: many a page lists persons under lines that could be titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.workshop_page.parse.programme.pieces import Piece
from ingest.workshop_page.parse.programme.records import Chapter, Record, all_links, leads_to_document
from ingest.workshop_page.read.lines import PageLines

_NEEDED = 2
_EVENT = re.compile(
    r"\b(?:workshops?|seminars?|webinars?|conference|symposium|colloquium|congress|forum|meeting|consultation"
    r"|round ?table|summit|school"
    r"|course|programme?|agenda|schedule|timetable|sessions?|talks?|lectures?|presentations?|presenters?"
    r"|speakers?|keynotes?|papers"
    r"|posters|abstracts|panels?|tutorials?|plenary|proceedings|day \d"
    r"|taller|seminario|conferencia|jornadas?|ponencias?|ponentes?|programa|atelier|s[ée]minaire|colloque"
    r"|conf[ée]rence|journ[ée]es?"
    r"|exposés|tagung|workshop|vorträge|programm|ablauf|convegno|relatori|oficina|palestras?|program[ąu]?"
    r"|wykłady)\b"
    r"|семинар|конференци|программа|доклад|會議|会议|研討|研讨|論壇|论坛|議程|议程|年會|年会|工作坊|講座|讲座|報告|报告|ワークショップ|セミナー|シンポジウム"
    r"|講演|発表|プログラム|研究会|세미나|워크숍|학술|프로그램|발표",
    re.IGNORECASE,
)
# What an abstract calls the thing it describes.
ITSELF = re.compile(
    r"\b(?:this|the|my|our) (?:talk|lecture|presentation|workshop|session)\b|\b(?:der|dieser|im"
    r"|mein) (?:vortrag|workshop)\b"
    r"|\b(?:esta|la|en la) (?:charla|ponencia|presentaci[óo]n)\b|\b(?:cet expos[ée]|cette (?:pr[ée]sentation"
    r"|conf[ée]rence))"
    r"|\b(?:esta|nesta) (?:palestra|apresenta[çc][ãa]o)|本講演|本报告|本報告|本発表|доклад",
    re.IGNORECASE,
)
_LONGEST_HEAD = 160
_MOST_WORDS = 8


def is_programme(page: PageLines, pieces: Sequence[Piece], chapters: Sequence[Chapter]) -> bool:
    """Whether times, files, labels or the page's own words say that what was found are talks."""
    given = [
        record
        for chapter in chapters
        for record in chapter.records
        if record.speakers or record.body or record.listed
    ]
    if not given:
        return False
    signs = 2 * (_share(given, lambda r: r.timed) >= 0.3)
    signs += 2 * (_share(given, lambda r: any(leads_to_document(link) for link in all_links(r))) >= 0.3)
    signs += 2 * (sum(ITSELF.search(page.text, line.start, line.end) is not None for line in page.lines) >= 2)
    signs += 2 * any(_EVENT.search(words) for words in _heads(page))
    signs += sum(piece.label in ("people", "title", "kind") for piece in pieces) >= 2
    signs += _share(given, lambda r: any(who.affiliation or who.honorific for who in r.speakers)) >= 0.5
    return signs >= _NEEDED


def _share(records: Sequence[Record], test: Callable[[Record], bool]) -> float:
    return sum(bool(test(record)) for record in records) / len(records)


def _heads(page: PageLines) -> list[str]:
    """The page's titles and headings, marked as such or by their look."""
    heads = [page.head_title or "", page.declared.get("title", "")]
    for line in page.lines:
        text = page.text[line.body : line.end][: _LONGEST_HEAD + 1]
        marked = line.level or line.bold or (line.gap and text.count(" ") < _MOST_WORDS)
        if marked and line.role is None and len(text) <= _LONGEST_HEAD:
            heads.append(text)
    return heads
