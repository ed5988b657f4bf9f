"""Each talk once, though a page may tell of it in its timetable and again with its abstract."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from ingest.workshop_page.parse.programme.records import Chapter, Record, all_links

_SAME_TITLE = 0.9
_MOST_COMPARED = 20
_LEAST_WORDS = 4


def share_speakers(chapters: Sequence[Chapter]) -> None:
    """Give a title without speakers those that stand with it elsewhere on the page: timetable and list of papers.

    A title in a row that names speakers is left as it is.
    """
    records = [record for chapter in chapters for record in chapter.records]
    named = {piece.row for record in records if record.speakers for piece in record.pieces}
    words = {id(record): _words(record.title) for record in records}
    told: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.speakers and words[id(record)].total() >= _LEAST_WORDS:
            told[min(words[id(record)], key=lambda word: (-len(word), word))].append(record)
    for record in records:
        mine = words[id(record)]
        if (
            record.speakers
            or mine.total() < _LEAST_WORDS
            or (record.titles[0].row >= 0 and record.titles[0].row in named)
        ):
            continue
        others = [other for word in mine for other in told[word][-_MOST_COMPARED:]]
        same = next((other for other in others if _alike(mine, words[id(other)])), None)
        record.speakers = list(same.speakers) if same else []


def merged(chapters: list[Chapter]) -> list[Chapter]:
    """Each talk once: what a second mention of its title adds goes to the first."""
    words = {id(record): _words(record.title) for chapter in chapters for record in chapter.records}
    common = Counter(word for mine in words.values() for word in mine)
    by_word: dict[str, list[Record]] = defaultdict(list)
    for chapter in chapters:
        kept = []
        for record in chapter.records:
            mine = words[id(record)]
            rare = sorted(mine, key=lambda word: (common[word], word))[:2]
            others = [other for word in rare for other in by_word[word][-_MOST_COMPARED:]]
            known = next((other for other in others if _alike(mine, words[id(other)])), None)
            if known is None or not _same_people(known, record):
                kept.append(record)
                for word in mine:
                    by_word[word].append(record)
            else:
                _add_to(known, record)
        chapter.records = kept
    return [chapter for chapter in chapters if chapter.records]


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _alike(a: Counter[str], b: Counter[str]) -> bool:
    total = sum(a.values()) + sum(b.values())
    return bool(total) and 2 * sum((a & b).values()) / total >= _SAME_TITLE


def _same_people(a: Record, b: Record) -> bool:
    if not a.speakers or not b.speakers:
        return True
    names = [{_key(speaker.name) for speaker in record.speakers} for record in (a, b)]
    return bool(names[0] & names[1])


def _key(name: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", name.casefold())))


def _add_to(known: Record, again: Record) -> None:
    seen = {(link.href, link.anchor) for link in known.links}
    known.links.extend(link for link in all_links(again) if (link.href, link.anchor) not in seen)
    if not known.speakers:
        known.speakers = again.speakers
        return
    told = {_key(speaker.name): speaker for speaker in again.speakers}
    known.speakers = [
        told[key]
        if not speaker.affiliation and (key := _key(speaker.name)) in told and told[key].affiliation
        else speaker
        for speaker in known.speakers
    ]
