"""Tables of recommendations: the columns their heads name, and their rows cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.workshop_page.read.blocks import Blocks
from ingest.workshop_page.read.lines import PageLines, squash, trim

_WHO = re.compile(
    r"who|actions?\s+(?:by|for)|by whom|addressees?|addressed to|actors?|lead(?:\s+\w+)?"
    r"|implement(?:ing|ation)\s+\w+|implemented by|owners?"
    r"|focal points?|(?:main\s+|lead\s+)?(?:responsib(?:le|ility|ilities)|in charge)(?:\s+\(?\w+\)?){0,3}"
    r"|(?:person|people|part(?:y|ies)|bod(?:y|ies)|institutions?|organi[sz]ations?|agency|agencies|entity|entities)"
    r"\s+(?:responsible|in charge|concerned)|concerned\s+\w+|target(?:ed)?\s+(?:audience|groups?)|stakeholders?"
    r"|assigned to|to whom|for whom|responsables?|responsáve(?:l|is)|zuständig(?:keit)?|verantwortlich(?:e|er)?"
    r"|ответственн\w+|destinataires?|destinatari[oa]s?|責任(?:者|單位)|责任(?:人|单位)|担当",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"(?:(?:key|agreed|main|proposed|required|follow-?up|policy)\s+)?(?:recommend(?:ed|ations?)(?:\s+actions?)?"
    r"|actions?(?:\s+(?:points?|items?|required|to be taken))?|proposals?|measures?|next steps?"
    r"|follow-?up(?:\s+actions?)?"
    r"|what|activit(?:y|ies)|tasks?|commitments?|to-?dos?|recommandations?|recomendaci(?:ón|ones)|recomendaç(?:ão|ões)|empfehlung(?:en)?"
    r"|рекомендаци[яи]|ma[ßs]{1,2}nahmen?|mesures?|medidas?|acci(?:ón|ones)|建[议議]|提言)",
    re.IGNORECASE,
)
# What only a programme's table has a column for.
_PROGRAMME = re.compile(
    r"(?:start\s+)?time|hours?|speakers?|presenters?|sessions?|chair(?:person)?s?|room|uhrzeit|hora|heure",
    re.IGNORECASE,
)


_RECOMMENDED = re.compile(r"(?:(?:key|agreed|main|policy)\s+)?recommend(?:ed actions?|ations?)", re.IGNORECASE)
_OR_MORE = re.compile(r"\(s\)")
# Nothing but the marks of an item.
_NOTHING = re.compile(r"[\s|•\d.()]*")
_BARE = re.compile(r"who|what", re.IGNORECASE)
_WHEN = re.compile(
    r"(?:by\s+)?when|deadline|due(?:\s+(?:date|by))?|time-?\s?(?:line|frame)|target\s+date|status", re.IGNORECASE
)
_NO_COLUMN = -1
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: its column and the extents of what stands in it, one each of a list's items."""

    column: int
    extents: tuple[tuple[int, int], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return all(start == end for start, end in self.extents)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold the recommendation and who is responsible, -1 where none does."""

    what: int
    who: int


def columns_named(heads: Iterable[tuple[int, str]]) -> Columns | None:
    """The columns of recommendations among ``heads``, given as (column, words); None where they name none."""
    plain = [(column, _OR_MORE.sub("s", words).strip(" .:*?")) for column, words in heads]
    if any(_PROGRAMME.fullmatch(words) for _, words in plain):
        return None
    who = next((column for column, words in plain if _WHO.fullmatch(words)), None)
    what = next((column for column, words in plain if _WHAT.fullmatch(words) and column != who), None)
    if what is not None and who is None and len(plain) > 1:
        alone = next(words for column, words in plain if column == what)
        return Columns(what, _NO_COLUMN) if _RECOMMENDED.fullmatch(alone) else None
    if what is None and who is not None and len(plain) == _PAIR and not plain[0][1]:
        return Columns(plain[0][0], who) if not _BARE.fullmatch(plain[1][1]) else None
    if what is None or who is None:
        return None
    told = dict(plain)
    # "Who | What" heads a programme as well as a list of tasks.
    bare = _BARE.fullmatch(told[what]) and _BARE.fullmatch(told[who])
    return Columns(what, who) if not bare or any(_WHEN.fullmatch(words) for words in told.values()) else None


def rows_of(page: PageLines) -> dict[int | None, tuple[Cell, ...]]:
    """The cells of each row (by its block) of the tables whose head names columns of recommendations.

    A cell that spans rows stands in each of them.
    """
    found: dict[int | None, tuple[Cell, ...]] = {}
    for at, block in enumerate(page.blocks.all):
        if block.kind != "table":
            continue
        rows = [row for row in page.blocks.children(at) if page.blocks.all[row].kind == "row"]
        if rows and columns_named(_heads(page, rows[0])):
            found.update(_with_spans(page, rows))
    return found


def _heads(page: PageLines, row: int) -> list[tuple[int, str]]:
    cells = [page.blocks.all[at] for at in page.blocks.children(row)]
    return [(cell.column, squash(page.text[cell.start : cell.end])) for cell in cells if cell.kind == "cell"]


def _with_spans(page: PageLines, rows: Sequence[int]) -> dict[int | None, tuple[Cell, ...]]:
    found: dict[int | None, tuple[Cell, ...]] = {}
    spanning: list[tuple[int, Cell]] = []  # the row where each is over
    for number, row in enumerate(rows):
        own = []
        for at in page.blocks.children(row):
            block = page.blocks.all[at]
            if block.kind != "cell":
                continue
            own.append(Cell(block.column, _extents(page.text, page.blocks, at)))
            if block.height > 1:
                spanning.append((number + block.height, own[-1]))
        taken = {cell.column for cell in own}
        above = [cell for end, cell in spanning if end > number and cell.column not in taken]
        found[row] = tuple(sorted((*own, *above), key=lambda cell: cell.column))
    return found


def _extents(text: str, blocks: Blocks, cell: int) -> tuple[tuple[int, int], ...]:
    lists = [at for at in blocks.children(cell) if blocks.all[at].kind == "list"]
    items = [blocks.all[at] for inner in lists for at in blocks.children(inner) if blocks.all[at].kind == "item"]
    block = blocks.all[cell]
    if items and _NOTHING.fullmatch(text, block.start, items[0].start):
        return tuple(trim(text, item.start, item.end) for item in items)
    return (trim(text, block.start, block.end),)
