"""Whether a quote stands verbatim in the corpus.

The lexical index says which passages may hold it: every stretch of a few words that the quote consists of is
looked up as a phrase. Their pages are then compared with the quote character by character, both folded alike, so
that the answer does not depend on the index's stems and stop words. A quote may run over several passages of a
page.

What one quote costs is bounded: ``COMPARED`` characters are read for it, whatever the corpus holds. An answer that
would have needed more says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.errors import InputError
from corpus.model import Document, Passage
from search.engine import Engine
from search.features.quotes.candidates import rows_by_words, rows_to_the_letter, rows_with_phrases
from search.features.quotes.differences import Alignment, Difference, align, typographic
from search.features.quotes.effort import Effort
from search.features.quotes.normalized import Folded
from search.features.quotes.regions import Region, Withdrawn, regions
from search.query import Filters, refuse_invalid_unicode
from search.runtime import check_deadline
from search.snapshot.store import Store

MAX_QUOTE = 8000
"""Characters a quote may have."""
MAX_MATCHES = 100
COMPARED = 1_000_000
"""Characters of pages one quote is compared with; as many again to find the nearest where nothing holds it."""
_FEW = 2
"""Terms up to which a quote may stand in more passages, in other forms, than are compared: then all are read."""
_ALIKE = 0.4
"""Share of its words a passage must have to be called the nearest."""
_OUTER = (('"', '"'), ("“", "”"), ("'", "'"), ("‘", "’"), ("«", "»"), ("„", "“"))


@dataclass(frozen=True, slots=True)
class Match:
    """A place where the quote stands: ``[start:end]`` of page ``page``. ``passage`` is the one it begins in.

    ``exact``: it stands there to the letter, typography included.
    """

    passage: Passage
    document: Document
    page: int
    start: int
    end: int
    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a quote stands, or what differs.

    ``verified``: it stands at ``matches``, exact ones first; ``differences`` are those of typography at the first,
    if any. Else ``nearest`` is what comes closest, where anything does, and ``differences`` what differs there.
    ``complete``: all that may hold the quote was compared; otherwise it may stand at further places.
    """

    quote: str
    verified: bool
    matches: tuple[Match, ...] = ()
    nearest: Match | None = None
    differences: tuple[Difference, ...] = ()
    complete: bool = True


def verify(engine: Engine, quote: str, filters: Filters | None = None) -> Verdict:
    """Look ``quote`` up in the passages under ``filters``. Quotation marks around it and blanks are no part of it.

    Raises InputError for an empty quote or one too long, OverdueError once the deadline has passed.
    """
    wanted = _checked(quote)
    filters, effort = filters or {}, Effort(COMPARED)
    matches = _matches(engine, wanted, rows_with_phrases(engine, wanted, filters, effort), effort)
    if not matches:
        # A word that a line's end parts is in the index as two: the rest of the quote leads there.
        matches = _matches(engine, wanted, rows_by_words(engine, wanted, filters), effort)
    if not matches and len(engine.snapshot.lexical.terms(wanted)) <= _FEW:
        matches = _matches(engine, wanted, rows_to_the_letter(engine, wanted, filters, effort), effort)
    if matches:
        first = matches[0]
        differences = () if first.exact else typographic(wanted, first.text, first.start)
        return Verdict(wanted, True, tuple(matches), differences=differences, complete=effort.complete)
    nearest = _nearest(engine, wanted, filters)
    if nearest is None:
        whole = Difference("wording", wanted, "", 0, len(wanted), 0, 0)
        return Verdict(wanted, False, differences=(whole,), complete=effort.complete)
    alignment, match = nearest
    return Verdict(wanted, False, nearest=match, differences=alignment.differences, complete=effort.complete)


def _checked(quote: str) -> str:
    refuse_invalid_unicode(quote)
    wanted = _bare(quote)
    if not wanted:
        raise InputError("The quote is empty: give at least one word.")
    if len(wanted) > MAX_QUOTE:
        raise InputError(f"The quote has {len(wanted)} characters; at most {MAX_QUOTE} are compared. Shorten it.")
    return wanted


def _bare(quote: str) -> str:
    text = quote.strip()
    for opening, closing in _OUTER:
        inner = text[1:-1]
        if len(text) > 2 and text[0] == opening and text[-1] == closing and not {opening, closing} & set(inner):
            return inner.strip()
    return text


def _matches(engine: Engine, wanted: str, rows: Sequence[int], effort: Effort) -> list[Match]:
    """Where the quote stands, exact places first."""
    found = list(islice(_found(engine, wanted, rows, effort), MAX_MATCHES + 1))
    effort.complete &= len(found) <= MAX_MATCHES
    return sorted(found[:MAX_MATCHES], key=lambda match: not match.exact)


def _found(engine: Engine, wanted: str, rows: Sequence[int], effort: Effort) -> Iterator[Match]:
    folded = Folded.of(wanted).text
    store = engine.snapshot.store
    beginning, withdrawn = _Beginning(store), Withdrawn(store)
    reach = 2 * len(folded) + 200  # holds every place that touches the passage, blanks and all
    for region in regions(store, store.passages(rows), reach, effort):
        for start, end, passage in region.occurrences(folded, effort):
            check_deadline()
            if withdrawn.overlaps(region.document_id, region.page, start, end):
                continue
            shown = passage if passage.start <= start and end <= passage.end else beginning.at(passage, start)
            text = region.text[start:end]
            document = engine.document(region.document_id)
            yield Match(shown, document, region.page, start, end, text, exact=text == wanted)


class _Beginning:
    """Finds the passage a place of a page lies in; each document is looked through once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._places: dict[str, list[tuple[int, int, int, int]]] = {}

    def at(self, near: Passage, start: int) -> Passage:
        """The passage of the page of ``near`` in which ``start`` lies; ``near`` where none does."""
        if near.document_id not in self._places:
            self._places[near.document_id] = self._store.places(near.document_id)
        for row, page, begin, end in self._places[near.document_id]:
            if page == near.page and begin <= start < end:
                return self._store.passages([row])[0]
        return near


def _nearest(engine: Engine, wanted: str, filters: Filters) -> tuple[Alignment, Match] | None:
    """The place that says most of the quote."""
    store, effort = engine.snapshot.store, Effort(COMPARED)
    passages = store.passages(rows_by_words(engine, wanted, filters))
    best: tuple[Alignment, Region] | None = None
    for region in regions(store, passages, len(wanted), effort):
        alignment = align(wanted, region.text, region.start, region.end)
        if best is None or _better(alignment, best[0]):
            best = alignment, region
    if best is None or best[0].ratio < _ALIKE:
        return None
    alignment, region = best
    start, end = alignment.start, alignment.end
    passage = _Beginning(store).at(region.passages[0], start)
    document = engine.document(region.document_id)
    return alignment, Match(passage, document, region.page, start, end, region.text[start:end])


def _better(one: Alignment, other: Alignment) -> bool:
    return (one.ratio, -len(one.differences)) > (other.ratio, -len(other.differences))
