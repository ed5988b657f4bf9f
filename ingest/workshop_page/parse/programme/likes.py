"""Which of the talks found stay: those that others set alike speak for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.workshop_page.parse.countries import is_country
from ingest.workshop_page.parse.dates import find_days
from ingest.workshop_page.parse.people import ROLE
from ingest.workshop_page.parse.programme.affiliations import affiliation_score
from ingest.workshop_page.parse.programme.evidence import ITSELF
from ingest.workshop_page.parse.programme.headings import is_outside
from ingest.workshop_page.parse.programme.names import ORGANISATION
from ingest.workshop_page.parse.programme.records import Chapter, Record, all_links, leads_to_document
from ingest.workshop_page.parse.programme.speakers import read_people
from ingest.workshop_page.parse.programme.vocabulary import PAPERS, is_link_label

# Words that no title consists of: what is left of a sentence, or of a link's label.
_NO_TITLE = re.compile(
    r"(?:(?:an?|and|at|by|for|from|here|in|is|it|more|of|on|or|see|that|the|this|to|was|will|with|who|you|host|co-host"
    r"|hosts|design|development|staff|team|details|read|click)\W*)+",
    re.IGNORECASE,
)
# What a title never holds: an address, a bracket before which something is missing, words on where it is held.
_SAYS_WHERE = re.compile(
    r"\b(?:will|to) (?:take place|be held)\b|\b(?:was|were) (?:elected|appointed)\b"
    r"|\b(?:is|are|was|were) held\b|\bhave been \w+ed\b|\w@\w|(?:^|\s)@\w"
    r"|^\([^()]*$|^\([^()]*\)(?:\s|$)"
    r"|^best (?:\w+ )?(?:paper|poster|demo|talk|presentation)(?: award)?$|\bawards?$",
    re.IGNORECASE,
)
_WHAT_ONE_IS = re.compile(
    rf"(?:(?:and|an?|the|[\w-]+),?\s+){{0,4}}(?:{ROLE.pattern}|\b(?:co-?)?(?:creator|maintainer|author|developer|inventor|programmer"
    r"|student|candidate|lead|member|chair|organi[sz]er)\b)\s+(?:of|at|in|for|with)\s",
    re.IGNORECASE,
)
# A sentence that goes on behind its subject: "(Ana Sample) shall introduce people to mills".
_GOES_ON = re.compile(
    r"(?:shall|will|would|is|was|has|have|had|are|were|can|may|for|of|with|and|or|from|who|which|where|whose)\s"
)
# "Publishing as a craft (led by": what is left of a sentence before a name.
_BROKEN_OFF = re.compile(r"\((?!invited|keynote|short|long|demo|poster|talk|tutorial)[^()]{1,25}$", re.IGNORECASE)
_IS_ONE = re.compile(r"(?:\S+\s+){1,4}(?:is|was)\s+(?:an?|the|currently|working)\s")
_LEAST_SHARE = 0.25
_MOST_HEADS = 2
_LONGEST_POSITION = 5
_SENTENCE_WORDS = 35
_LINE_WORDS = 12
_LEAST_LISTS = 3
_MOST_LISTS = 0.6
_PAPER_WORDS = 6
_MOST_BARE = 0.9
_MANY = 3
_WORD_EACH = 1.5
_SHOWN = 2
_SELDOM = 0.2
_A_PERSON = 0.75
_LETTERS_A_WORD = 4
_MOSTLY = 0.8
_WITH_ACRONYM = re.compile(r"(?P<name>[^()]{6,90}?)\s*\((?P<acronym>[A-Z][A-Za-z]{1,7})\)")
_BODY = re.compile(
    rf"{ORGANISATION.pattern}|\b(?:administration|library|services|ministry|congress)\b", re.IGNORECASE
)


def drop_doubtful(chapters: Sequence[Chapter], prose: Collection[str] = ()) -> None:
    """Keep the talks that most of their likes speak for; the titles of others may head what follows them.

    ``prose`` are the slots in which running text is set: a long line there is a sentence of it.
    """
    mark_listed(chapters)
    likes = _Likes([record for chapter in chapters for record in chapter.records], prose)
    for chapter in chapters:
        kept = []
        head = chapter.heads[-1] if chapter.heads else None
        outside = head is not None and not head.timed and is_outside(head.text)
        for record in chapter.records:
            if record.listed or (likes.support(record) and (record.timed or not outside)):
                kept.append(record)
            elif not record.speakers or likes.is_theme(record):
                chapter.heads.extend(record.titles)
        chapter.records = kept


def mark_listed(chapters: Sequence[Chapter]) -> None:
    """Mark the items of lists under several headings such as "Track 2" or "Paper presentations" as papers."""
    lists: dict[str, list[list[Record]]] = defaultdict(list)
    headed: Counter[str] = Counter()
    for chapter in chapters:
        here: dict[str, list[Record]] = defaultdict(list)
        for record in chapter.records:
            here[record.slot].append(record)
        for slot, records in here.items():
            if ("/li|" in slot or slot.endswith("m")) and len(records) > 1:
                lists[slot].append(records)
                headed[slot] += any(
                    (head.level or head.timed) and PAPERS.match(head.text) for head in chapter.heads
                )
    for slot, groups in lists.items():
        records = [record for group in groups for record in group]
        words = sum(record.title.count(" ") + 1 for record in records)
        bare = sum(not record.speakers and not record.title.endswith(".") for record in records)
        if headed[slot] < _LEAST_LISTS or headed[slot] < _MOST_LISTS * len(groups):
            continue
        if words >= _PAPER_WORDS * len(records) and bare >= _MOST_BARE * len(records):
            for record in records:
                record.listed = not _is_position(record.title) and _may_be_title(record.title)


class _Likes:
    """The records of a page by the way their titles are set."""

    def __init__(self, records: Sequence[Record], prose: Collection[str]) -> None:
        self._prose = prose
        self._alike: dict[str, _Alike] = defaultdict(_Alike)
        for record in records:
            self._alike[record.slot].add(record)
        self._repeated = Counter((record.slot, record.title.casefold()) for record in records)
        self._positions = Counter(record.slot for record in records if _is_position(record.title))
        self._names = {speaker.name for record in records for speaker in record.speakers if " " in speaker.name}
        good = [record for record in records if record.speakers or _given_by_body(record)]
        self._good = len(good)
        self._seldom_ended = sum(record.title.endswith(".") for record in good) < _SELDOM * len(good)

    def is_theme(self, record: Record) -> bool:
        """Whether the title comes again and again: it names what several talks are about."""
        return self._repeated[record.slot, record.title.casefold()] > 2

    def support(self, record: Record) -> bool:
        """Whether the record is a talk."""
        least = 1 if record.speakers and self._alike[record.slot].filled >= _MANY else 3
        if (
            self.is_theme(record)
            or not _may_be_title(record.title, least)
            or (self._good < 2 and record.sure < 0.9)
        ):
            return False
        if record.title.count(" ") >= _SENTENCE_WORDS and not record.timed:
            return False
        alike = self._alike[record.slot]
        among_prose = record.slot in self._prose and record.title.count(" ") >= _LINE_WORDS
        if among_prose and not (record.timed or all_links(record) or any(p.label for p in record.pieces)):
            return False
        filed = any(leads_to_document(link) for link in all_links(record))
        if not (record.timed or filed) and (_WHAT_ONE_IS.match(record.title) or _is_post(record.title)):
            return False
        if not all_links(record) and all(is_country(part) for part in re.split(r"\s*/\s*", record.title)):
            return False  # where a delegation is from
        if not record.timed and "ommittee" in record.title and is_outside(record.title):
            return False  # "Reviewing committee: Ana Sample, Bo Muster"
        if record.title in self._names:
            return False  # who speaks elsewhere on the page
        if record.title.endswith(".") and not record.timed and alike.filled < _SHOWN + self._seldom_ended:
            return False  # a sentence beside a name
        if not record.speakers and read_people(record.title).score >= _A_PERSON:
            return False
        if _is_about_speaker(record) or self._lists_positions(record) or alike.lists_bodies:
            return False
        share = alike.filled / alike.count
        if record.speakers:
            # One of many lines set alike that happens to stand beside a name.
            doubtful = share < _LEAST_SHARE or (alike.filled == 1 and self._good > 5)
            return not doubtful or record.timed or record.sure >= 0.9 or bool(all_links(record))
        if alike.filled < 2 or share < 0.5:
            return False
        return _given_by_body(record) or (not record.titles[0].part and alike.shaped_as(record))

    def _lists_positions(self, record: Record) -> bool:
        """Whether titles set like this one are what persons are: "Director", "Senior Officer"."""
        return _is_position(record.title) and self._positions[record.slot] >= 0.6 * self._alike[record.slot].count


@dataclass(slots=True)
class _Alike:
    """Counts over records set alike: all, those with a speaker or organisation, and of these what they show."""

    count: int = 0
    filled: int = 0
    timed: int = 0
    linked: int = 0
    filed: int = 0
    words: int = 0

    @property
    def lists_bodies(self) -> bool:
        """Whether the titles are a word each beside a name and no more: where the persons on a page are from."""
        bare = not self.timed and not self.filed
        return bare and self.count >= _MANY and self.words <= _WORD_EACH * self.count

    def add(self, record: Record) -> None:
        self.count += 1
        self.words += max(
            record.title.count(" ") + 1, sum(char > "\u2e80" for char in record.title) // _LETTERS_A_WORD + 1
        )
        if record.speakers or _given_by_body(record):
            self.filled += 1
            self.timed += record.timed
            self.linked += bool(all_links(record))
            self.filed += any(leads_to_document(link) for link in all_links(record))

    def shaped_as(self, record: Record) -> bool:
        """Whether a talk without speakers shows what talks set alike show: a time, links, a row of its own."""
        if self.timed >= 0.8 * self.filled:
            return record.timed
        if self.linked >= 0.8 * self.filled:
            return bool(all_links(record))
        first = record.titles[0]
        return first.row >= 0 or "|b" in first.slot or "|i" in first.slot


def _is_position(title: str) -> bool:
    if title.count(" ") < _LONGEST_POSITION and ROLE.search(title):
        return True
    return _WHAT_ONE_IS.match(title) is not None


def _is_post(title: str) -> bool:
    """Whether a title begins with what a person is, in a language that puts this first: "Директор института"."""
    return (post := ROLE.match(title)) is not None and not post.group().isascii()


def _is_about_speaker(record: Record) -> bool:
    """Whether a title is a sentence about the speaker: "Ana has worked on trade for years"."""
    whole = [speaker.name for speaker in record.speakers if " " in speaker.name]
    if any(record.title.startswith((f"{name},", f"{name} is ", f"{name} was ")) for name in whole):
        return True
    first, _, rest = record.title.partition(" ")
    names = {word for speaker in record.speakers for word in speaker.name.split()}
    if first in names and _IS_ONE.match(record.title):
        return True
    return first in names | {"She", "He", "They"} and rest[:1].islower() and rest.count(" ") > 2


def _given_by_body(record: Record) -> bool:
    """Whether an organisation stands in the speaker's place, at a time or with a file."""
    return record.body and (record.timed or any(leads_to_document(link) for link in all_links(record)))


def _may_be_title(title: str, least: int = 3) -> bool:
    letters = sum(char.isalpha() for char in title)
    about_itself = title.count(" ") >= _LINE_WORDS and ITSELF.match(title)
    if about_itself or _BROKEN_OFF.search(title) or _is_date(title):
        return False
    if _is_body(title):
        return False
    if _NO_TITLE.fullmatch(title) or _SAYS_WHERE.search(title) or _GOES_ON.match(title):
        return False
    return (
        letters >= least
        and len(title) <= 400
        and not is_link_label(title)
        and not affiliation_score(title) >= 0.95
    )


def _is_body(title: str) -> bool:
    """Whether a title is a body with its acronym: "Forest and Water Administration (FWA)"."""
    match = _WITH_ACRONYM.fullmatch(title)
    if match is None or not _BODY.search(match["name"]):
        return False
    initials = "".join(re.findall(r"(?<![^\W_])[^\W\d_]", match["name"])).casefold()
    return match["acronym"].casefold() in initials or match["acronym"][:1].casefold() == initials[:1]


def _is_date(title: str) -> bool:
    days = find_days(title)
    return days is not None and days.end - days.start >= _MOSTLY * len(title)


def name_sessions(chapters: Sequence[Chapter]) -> None:
    """A line over talks that is no talk itself is their session's name."""
    for chapter in chapters:
        first = min((record.pieces[0].start for record in chapter.records), default=None)
        heads = {head.start: head for head in chapter.heads if first is None or head.start < first}
        chapter.heads = [heads[start] for start in sorted(heads)][:_MOST_HEADS]
