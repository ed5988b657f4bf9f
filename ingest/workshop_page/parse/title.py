"""What the event is called: the page's own heading, its head's title, or the line where titles stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.ids import normalise
from ingest.workshop_page.parse.dates import find_days
from ingest.workshop_page.parse.labels import is_numbered_session, label_of
from ingest.workshop_page.parse.parts import blocks, is_prose
from ingest.workshop_page.parse.places import is_place
from ingest.workshop_page.parse.units import Unit
from ingest.workshop_page.read.furniture import is_print_button
from ingest.workshop_page.read.lines import PageLines, squash

EVENT = re.compile(
    r"\b(?:workshops?|seminars?|symposi(?:um|a)|conferences?|forum|meetings?|congress|colloqui(?:um|a)"
    r"|consultations?|round ?tables?|summit|school|course|training|hearing|dialogue|webinar"
    r"|working group|side event|(?:\d+(?:st|nd|rd|th)|\w+(?:st|nd|rd|th)) (?:\w+ )?session(?= of)"
    r"|семинар\w*|конференци\w+|совещани\w+|lokakarya|atelier|séminaire|colloque|conférence|journées|taller"
    r"|seminario|congreso|conferencia|jornadas|\w*tagung|kolloquium|oficina"
    r"|\w*konferen(?:cen?|sen?|ssi\w*|cj[aiąę]|ce)|seminariet?|convegno|congresso|conferenza|simposio|incontro"
    r"|studiedag|conferentie|conferência|seminário|simpósio|encontro|encuentro|warsztat\w+|seminarium)\b"
    r"|研讨会|研討會|会议|會議|年会|年會|论坛|論壇|座谈会|座談會|讲习班|培训班|講習会|ワークショップ|シンポジウム|研究会"
    r"|セミナー|フォーラム|워크숍|세미나|심포지엄|ورشة|ندوة|مؤتمر|การประชุม|สัมมนา",
    re.IGNORECASE,
)
"""A word for the kind of event a title names."""

_GENERIC = frozenset(
    """
home homepage welcome start main page index program programme schedule agenda timetable sessions session overview
workshop workshops conference meeting seminar event events the and of final preliminary tentative detailed
technical presentations presentation report reports summary proceedings papers talks slides speakers abstracts
scientific outcome outcomes documents document download downloads
general information annex appendix about news contact background introduction participants list full draft
о конференции программа главная contents toc memorias actas mémoires actes
""".split()
)
_DAY = re.compile(
    r"(?:day|jour|día|tag)\s*(?:\d|one|two|three|four|five)\b.{0,40}$"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.{0,40}$"
    r"|\d{1,2}(?:\s*[-–]\s*\d{1,2})?[:.]\d\d|\d{1,2}\s*/\s*\d{1,2}",
    re.IGNORECASE,
)
_MASTHEAD = re.compile(
    r".{0,120}\b(?:resource|information|documentation|knowledge) (?:cent(?:re|er)|portal|hub)"
    r"|home\s?page|welcome to .{1,80}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|will|has|have|please|consist(?:s|ed)|took|takes)\b.*\w{3}|\d\s?(?:[ap]\.?m\b|:\d\d)",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"\s(?:on|of|for|the|and|in|to|with|&)$", re.IGNORECASE)
# What a program writes for a title: "agenda.knit", "Microsoft Word - agenda.doc".
_FILE_NAME = re.compile(
    r"(?:microsoft (?:word|powerpoint) - )?[\w-]+\.(?:knit|utf8\.md|r?md|html?|docx?|pptx?|pdf|txt)", re.IGNORECASE
)
# "Conference Photo", "Workshop Papers": what belongs to an event and is not its name.
_OF_EVENT = re.compile(
    rf"(?:{EVENT.pattern})\s+(?:photos?|dinner|venue|fees?|hotels?|registration|location|dates?|themes?|topics?|chairs?"
    r"|committee|banquet|excursion|secretariat|website|papers?|proceedings|presentations?|materials?|documents?"
    r"|links?|sponsors?|participants?|facilities|rooms?|office|desk|bag|app)\b|\d{1,2}[:.]\d\d"
    # "What the meeting asked for" tells of it.
    rf"|\bthe (?:{EVENT.pattern})\s+(?!(?:on|of|for|in|at|to|and|held|series)\b)(?-i:[a-z])",
    re.IGNORECASE,
)
_HOURS = re.compile(r"\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z]{3,9}")
# "The 3rd Workshop on Mills (WM 3) will take place in Suva": the name before what is said of it.
_SAID_OF = re.compile(
    r"(?:The\s+)?(?P<name>.{10,200}?),?\s+(?:will\s+(?:take\s+place|be\s+held)|(?:was|is|is\s+being)\s+held|took\s+place)\b.*"
)
_LONG_HEAD = 60
_SEPARATOR = re.compile(r"\s+[|»«·•]\s+|\s*::\s*")
_NAMED_EVENT = re.compile(rf"(?:{EVENT.pattern})\s+(?:on|for)\s", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—]\s+")
_LONGEST = 300
_MOST_UNITS = 4
_FIRST = 3
_ENOUGH = 2
_WITHIN = 60
_SAME = 0.8
_SHORT = 0.7
_MOSTLY = 0.4
_MANY = 3


@dataclass(frozen=True, slots=True)
class Title:
    """``text`` on one line; the units it stands in, () where only the page's head or front matter says it.

    ``masthead`` are the units of the site's name above it. An empty ``text`` says that the page names no event.
    """

    text: str
    units: tuple[Unit, ...] = ()
    masthead: tuple[Unit, ...] = ()


def find_title(page: PageLines, units: Sequence[Unit], preamble: Sequence[Unit]) -> Title:
    """The event's title. ``units`` are all of the page's own, ``preamble`` those above the first known heading."""
    title = _find(page, units, preamble)
    said = _SAID_OF.fullmatch(title.text)
    return replace(title, text=said["name"]) if said and EVENT.search(said["name"]) else title


def _find(page: PageLines, units: Sequence[Unit], preamble: Sequence[Unit]) -> Title:
    masthead, rest = _without_masthead(preamble)
    head = head_title(page)
    if len(head) > _LONG_HEAD and any(
        unit.text.startswith(head) and (is_prose(unit) or len(unit.text) > len(head)) for unit in units[:_WITHIN]
    ):
        head = ""  # a program took the first sentence for the title
    declared = squash(page.declared.get("title", ""))
    heading = _best_heading(units, head)
    if declared and not (is_generic(declared) and heading and not is_generic(heading.text)):
        printed = next((unit for unit in units[:_FIRST] if _alike(unit.text, declared)), None)
        return Title(declared, (printed,) if printed else (), masthead)
    if heading and not is_generic(heading.text):
        lines = _with_rest(units, _whole_heading(units, heading))
        return Title(squash(" ".join(unit.text for unit in lines)), lines, masthead)
    if _ACRONYM.fullmatch(head) and (block := _spelled_out(page, rest, head)):
        return Title(squash(" ".join(unit.text for unit in block)), block, masthead)
    if head and not is_generic(head):
        same = _in_full(units, _printed(rest, head)) or _fuller(page, units, head)
        same = _with_lead(units, same)
        return Title(squash(" ".join(unit.text for unit in same)) or head, same, masthead)
    # Only what sort of page it is stands in the head and the headings: "Agenda".
    block = _best_block(page, rest, _behind(units, rest))
    named = " ".join(unit.text for unit in block)
    if (heading or head) and (is_generic(named) or not EVENT.search(named)):
        return Title(heading.text if heading else head, (heading,) if heading else (), masthead)
    if block and page.media_type != "text/plain":
        block = _with_rest(units, block)
        named = " ".join(unit.text for unit in block)
    if block and page.media_type == "text/plain":
        named = _left_column(page.text[block[0].body : block[-1].end]) or named
    # A line of signs is what underlines a title in saved text.
    return Title(re.sub(r"\s*[=_*~#^+-]{4,}$", "", squash(named)), block, masthead)


def _left_column(text: str) -> str:
    """The left column of a title with the document's number and language set to its right, "" for one column."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    columns = [re.split(r"\s{8,}", line) for line in lines]
    return (
        squash(" ".join(left for left, *_ in columns)) if sum(len(row) == _ENOUGH for row in columns) > 1 else ""
    )


def head_title(page: PageLines) -> str:
    """What the document's head calls the page, without the site's name and words such as "Home" ("" for none)."""
    pieces = [piece.strip() for piece in _SEPARATOR.split(page.head_title or "") if piece.strip()]
    pieces = [piece for piece in pieces if not _FILE_NAME.fullmatch(piece)]
    if not pieces:
        return ""
    events = [piece for piece in pieces if EVENT.search(piece) and not is_generic(piece)]
    own = [piece for piece in pieces if not is_generic(piece)]
    text = re.sub(r"\s*,\s*home\s*$", "", (events or own or pieces)[0], flags=re.IGNORECASE)
    if len(events or own) > 1 and not is_generic(pieces[0]):
        # The page's name stands before the site's.
        text = pieces[0]
    parts = _DASH.split(text)
    if len(parts) == 2 and _NAMED_EVENT.match(parts[1]) and not EVENT.search(parts[0]):
        # "Harbour Trust - Workshop on Ports": the site's name stands first.
        return parts[1]
    kept = [part for part in parts if not is_generic(part)]
    return text if len(kept) in (0, len(parts)) else kept[0]


def is_generic(text: str) -> bool:
    """Whether a heading says only what sort of page it is: "Home", "Workshop Programme"."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return bool(words) and all(word in _GENERIC for word in words)


def _without_masthead(units: Sequence[Unit]) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
    first = next(blocks(units), ())
    if first and len(first) <= 2 and _MASTHEAD.fullmatch(squash(" ".join(unit.text for unit in first))):
        return tuple(first), tuple(units[len(first) :])
    return (), tuple(units)


def _best_heading(units: Sequence[Unit], head: str) -> Unit | None:
    rows = set() if head else {level for level in range(1, _FIRST + 1) if _is_row(units, level)}
    scored = [
        (_heading_score(unit, at, head), -at)
        for at, unit in enumerate(units[: _first_day(units)])
        if 0 < unit.level <= _FIRST and unit.level not in rows
    ]
    score, at = max(scored, default=(0, 0))
    return units[-at] if score >= _ENOUGH else None


def _is_row(units: Sequence[Unit], level: int) -> bool:
    """Whether the headings of a level are a row of equal ones that name no event: the titles of talks."""
    alike = [unit for unit in units if unit.level == level]
    if len(alike) < _MANY or level == 1 or any(0 < unit.level < level for unit in units):
        return False
    return not any(label_of(unit.text) or is_generic(unit.text) or EVENT.search(unit.text) for unit in alike)


def _whole_heading(units: Sequence[Unit], heading: Unit) -> tuple[Unit, ...]:
    """A heading with the lines that it is broken over."""
    last = at = next(at for at, unit in enumerate(units) if unit is heading)
    while at and not units[at].gap and units[at - 1].level == heading.level and last - at < _MOST_UNITS:
        at -= 1
    while last + 1 < len(units) and not units[last + 1].gap and units[last + 1].level == heading.level:
        last += 1
    lines = tuple(units[at : last + 1])
    undated = all(find_days(unit.text) is None for unit in lines)
    return lines if len(lines) <= _MOST_UNITS and undated else (heading,)


def _with_rest(units: Sequence[Unit], lines: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """A heading that breaks off ("2nd International Workshop on") with the line it goes on with."""
    at = next(at for at, unit in enumerate(units) if unit is lines[-1]) + 1
    more = units[at] if at < len(units) else None
    if more is None or not _OPEN_END.search(lines[-1].text) or is_prose(more) or find_days(more.text):
        return lines
    return (*lines, more)


def _with_lead(units: Sequence[Unit], lines: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """A title with the line above it that only leads to it: "Workshop on"."""
    at = next((at for at, unit in enumerate(units) if lines and unit is lines[0]), 0)
    above = units[at - 1] if at else None
    if above is None or len(above.text) > _LONG_HEAD or not EVENT.search(above.text) or above.item:
        return lines
    return (above, *lines) if _OPEN_END.search(above.text.rstrip(" :")) else lines


def _spelled_out(page: PageLines, units: Sequence[Unit], acronym: str) -> tuple[Unit, ...]:
    """The line or lines near the top whose capitals an acronym is made of: "ICBO"."""
    block = _best_block(page, units, "")
    text = " ".join(unit.text for unit in block)
    initials = "".join(re.findall(r"(?<![^\W_])[^\W\d_a-z]", text))
    return block if EVENT.search(text) and acronym in initials else ()


def _first_day(units: Sequence[Unit]) -> int:
    """Where the programme begins: titles stand above its days and times."""
    return next((at for at, unit in enumerate(units[:_WITHIN]) if _DAY.match(unit.text)), _WITHIN)


def _heading_score(unit: Unit, at: int, head: str) -> int:
    text = unit.text
    if text.endswith((":", "?")) or len(text) > _LONGEST or is_numbered_session(text) or _is_date(text):
        return -1
    named_event = EVENT.search(text) is not None and not _OF_EVENT.search(text)
    score = (3 - unit.level) + (at < _FIRST) + 3 * named_event
    named = any(normalise(piece) == normalise(text) for piece in re.split(r":\s+", head))
    if head and (named or _repeats(text, head) or _repeats(head, text)):
        score += 3
    elif head and (unit.level > 1 or at >= _FIRST) and EVENT.search(head) and not is_generic(head):
        score -= 3  # the head names the event; this is one of the page's headings
    if label_of(text) is not None or _HOURS.search(text):
        score -= 4
    if is_generic(text):
        # "Workshop Schedule" is what a page is called that says nothing better.
        score = _ENOUGH if at < _FIRST else 0
    return score


def _is_date(text: str) -> bool:
    """Whether a heading is a date, with a place at most: "8-10 May 2015 / Suva"."""
    days = find_days(text)
    return days is not None and not days.start and not EVENT.search(text) and days.end > _MOSTLY * len(text)


def _printed(units: Sequence[Unit], head: str) -> tuple[Unit, ...]:
    """The line or lines near the top that print best what the head says."""
    runs = [
        tuple(units[at : at + count])
        for at in range(min(len(units), 2 * _FIRST))
        for count in range(1, _MOST_UNITS + 1)
        if at + count <= len(units)
    ]
    theirs = _words(_undated(head))

    def agreement(run: tuple[Unit, ...]) -> float:
        mine = _words(" ".join(unit.text for unit in run))
        return len(mine & theirs) / len(mine | theirs) if mine else 0

    able = [run for run in runs if _repeats(" ".join(unit.text for unit in run), _undated(head))]
    return max(able, key=lambda run: (agreement(run), -len(run)), default=())


def _fuller(page: PageLines, units: Sequence[Unit], head: str) -> tuple[Unit, ...]:
    """The title where the page prints it in full and its head only in short."""
    block = _best_block(page, units, "")
    text = " ".join(unit.text for unit in block)
    words = {word.removesuffix("s") for word in _words(_undated(head)) if not word.isdigit()}
    theirs = {word for word in words if EVENT.fullmatch(word) or not is_generic(word)}
    last = next((at for at, unit in enumerate(units) if block and unit is block[-1]), 0)
    below = " ".join(unit.text for unit in units[last + 1 : last + 1 + _FIRST])
    said = theirs & {word.removesuffix("s") for word in _words(f"{text} {below}")}
    longer = len(re.findall(r"\w+", text)) > len(re.findall(r"\w+", head))
    return block if longer and EVENT.search(text) and len(said) >= max(_SHORT * len(theirs), 2) else ()


def _in_full(units: Sequence[Unit], printed: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """A title in capitals with the lines in capitals that it goes on with."""
    if not printed or not printed[-1].text.isupper():
        return printed
    at = units.index(printed[-1]) + 1
    more = units[at] if at < len(units) else None
    goes_on = more and not more.gap and more.text.isupper() and more.bold == printed[-1].bold
    return (*printed, more) if more and goes_on and find_days(more.text) is None else printed


def _undated(head: str) -> str:
    days = find_days(head)
    return head[: days.start] + head[days.end :] if days else head


def _repeats(text: str, whole: str) -> bool:
    """Whether ``text`` says most of ``whole``."""
    mine, theirs = _words(text), _words(whole)
    return bool(mine) and mine <= theirs and len(mine) >= 0.6 * len(theirs) and len(mine) > len(theirs) - 5


def _alike(text: str, other: str) -> bool:
    mine, theirs = _words(text), _words(other)
    return bool(mine) and len(mine & theirs) >= _SAME * len(mine | theirs)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", normalise(text)))


def _behind(units: Sequence[Unit], preamble: Sequence[Unit]) -> str:
    """The line behind the preamble: "Date: 3 May 2015" heads a section of its own."""
    last = preamble[-1].start if preamble else -1
    return next((unit.text for unit in units if unit.start > last), "")


def _best_block(page: PageLines, units: Sequence[Unit], behind: str) -> tuple[Unit, ...]:
    """The block of lines that stands where a title stands: above the print button, above the date, at the top.

    ``behind`` is the line that follows the units.
    """
    plain = page.media_type == "text/plain"
    all_blocks = list(blocks(units)) if plain else _without_owner(blocks(units[: _first_day(units)]))
    able = [at for at, block in enumerate(all_blocks) if _may_be_title(block)]
    if not able:
        return ()
    button = max(
        (line.start for line in page.lines if is_print_button(page.text[line.start : line.end])), default=0
    )
    above = [at for at in able if all_blocks[at][-1].end <= button]

    def score(at: int) -> int:
        text = squash(" ".join(unit.text for unit in all_blocks[at]))
        points = 3 * bool(EVENT.search(text)) + 2 * (bool(above) and at == above[-1]) + (at == able[0])
        following = all_blocks[at + 1][0].text if at + 1 < len(all_blocks) else behind
        dated = any(find_days(unit.text) for unit in all_blocks[at]) or find_days(following[:_LONGEST]) is not None
        return points + 2 * dated - 3 * is_generic(text)

    best = max(able, key=lambda at: (score(at), -at))
    if not plain and score(best) < 3:
        return ()
    kept: list[Unit] = []
    for unit in all_blocks[best]:
        # A date or place right under the title belongs to the facts.
        named = any(EVENT.search(above.text) and not _OPEN_END.search(above.text) for above in kept[-1:])
        if find_days(unit.text) or (named and is_place(unit.text) and not EVENT.search(unit.text)):
            break
        kept.append(unit)
    return tuple(kept)


def _without_owner(found: Iterable[tuple[Unit, ...]]) -> list[tuple[Unit, ...]]:
    """The blocks, the bold line of who holds an event set apart from the event's name below it."""
    out: list[tuple[Unit, ...]] = []
    for block in found:
        owned = len(block) > _ENOUGH and block[0].bold and not block[1].bold
        if owned and EVENT.search(block[1].text) and not EVENT.search(block[0].text):
            out.append(block[:1])
            block = block[1:]
        out.append(block)
    return out


def _may_be_title(block: Sequence[Unit]) -> bool:
    first = block[0]
    size = sum(len(unit.text) for unit in block)
    return (
        len(block) <= _MOST_UNITS
        and size <= _LONGEST
        and not any(unit.item or is_prose(unit) for unit in block)
        and find_days(first.text) is None
        and not _DAY.match(first.text)
        and not any(_SENTENCE.search(unit.text) for unit in block)
    )
