"""Whether a quote stands verbatim in the corpus.

The lexical index says which passages may hold it: every stretch of a few words that the quote consists of is
looked up as a phrase. Their pages are then compared with the quote character by character, both folded alike, so
that the answer does not depend on the index's stems and stop words. A quote may run over several passages of a
page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.errors import InputError
from corpus.model import Document, Passage
from search.analysis.analyzer import Phrase, Term
from search.engine import Engine
from search.features.quotes.differences import Alignment, Difference, align, typographic
from search.features.quotes.normalized import Folded, is_joined
from search.query import Filters, refuse_invalid_unicode
from search.runtime import check_deadline
from search.snapshot.facets import facet_keys
from search.snapshot.store import Store

MAX_QUOTE = 8000
"""Characters a quote may have."""
MAX_MATCHES = 100
_WINDOW = 8
"""Terms of a phrase that is looked up."""
_CANDIDATES = 200
_FEW = 2
"""Terms up to which a quote may stand in more passages, in other forms, than are compared: then all are read."""
_NEAREST = 10
"""Passages a quote that stands nowhere is compared with word by word."""
_ALIKE = 0.4
"""Share of its words a passage must have to be called the nearest."""
_OUTER = (('"', '"'), ("“", "”"), ("'", "'"), ("‘", "’"), ("«", "»"), ("„", "“"))


@dataclass(frozen=True, slots=True)
class Match:
    """A place where the quote stands: ``[start:end]`` of page ``page``. ``passage`` is the one it begins in."""

    passage: Passage
    document: Document
    page: int
    start: int
    end: int
    text: str
    differences: tuple[Difference, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether it stands there to the letter, typography included."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a quote stands, or what differs.

    ``verified``: it stands at ``matches``, exact ones first; ``differences`` are those of typography, if any. Else
    ``nearest`` is what comes closest, where anything does, and ``differences`` says what differs there.
    """

    quote: str
    verified: bool
    matches: tuple[Match, ...] = ()
    nearest: Match | None = None
    differences: tuple[Difference, ...] = ()


def verify(engine: Engine, quote: str, filters: Filters | None = None) -> Verdict:
    """Look ``quote`` up in the passages under ``filters``. Quotation marks around it and blanks are no part of it.

    Raises InputError for an empty quote or one too long.
    """
    refuse_invalid_unicode(quote)
    wanted = _bare(quote)
    if not wanted:
        raise InputError("The quote is empty: give at least one word.")
    if len(wanted) > MAX_QUOTE:
        raise InputError(f"The quote has {len(wanted)} characters; at most {MAX_QUOTE} are compared. Shorten it.")
    filters = filters or {}
    found = islice(_matches(engine, wanted, _candidates(engine, wanted, filters)), MAX_MATCHES)
    matches = sorted(found, key=lambda match: len(match.differences))
    if not matches and len(engine.snapshot.lexical.terms(wanted)) <= _FEW:
        matches = list(islice(_matches(engine, wanted, _holding(engine, wanted, filters)), MAX_MATCHES))
    if matches:
        return Verdict(wanted, True, tuple(matches), differences=matches[0].differences)
    nearest = _nearest(engine, wanted, filters)
    if nearest is None:
        whole = Difference("wording", wanted, "", 0, len(wanted), 0, 0)
        return Verdict(wanted, False, differences=(whole,))
    return Verdict(wanted, False, nearest=nearest, differences=nearest.differences)


def _bare(quote: str) -> str:
    text = quote.strip()
    for opening, closing in _OUTER:
        inner = text[1:-1]
        if len(text) > 2 and text[0] == opening and text[-1] == closing and not {opening, closing} & set(inner):
            return inner.strip()
    return text


def _matches(engine: Engine, wanted: str, candidates: Iterable[Passage]) -> Iterator[Match]:
    folded = Folded.of(wanted).text
    store = engine.snapshot.store
    found: set[tuple[str, int, int]] = set()
    for passage in candidates:
        check_deadline()
        for start, end in _in_page(store, passage, folded):
            place = (passage.document_id, passage.page, start)
            if place in found:
                continue
            found.add(place)
            page = store.page(passage.document_id, passage.page)
            assert page is not None  # noqa: S101 - _in_page has read it
            shown = passage if passage.start <= start and end <= passage.end else _shown(store, passage, start)
            yield Match(
                shown,
                engine.document(passage.document_id),
                passage.page,
                start,
                end,
                page.text[start:end],
                typographic(wanted, page.text, start, end),
            )


def _in_page(store: Store, passage: Passage, folded: str) -> Iterator[tuple[int, int]]:
    """Where on the page of ``passage`` the quote stands, where it touches that passage."""
    page = store.page(passage.document_id, passage.page)
    if page is None:
        return
    # Twice the quote on either side holds every place that touches the passage, blanks and all.
    reach = 2 * len(folded) + 200
    begin, stop = max(0, passage.start - reach), min(len(page.text), passage.end + reach)
    begin = _word_start(page.text, begin)
    withdrawn = [span for span in page.spans if span.role in ("struck", "hidden")]
    for start, end in Folded.of(page.text[begin:stop]).occurrences(folded):
        first, stop = begin + start, begin + end
        # What is crossed out or hidden is not what the document says.
        if any(span.start < stop and first < span.end for span in withdrawn):
            continue
        if first < passage.end and passage.start < stop:
            yield first, stop


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace() and not text[at].isspace():
        at -= 1
    return at


def _shown(store: Store, near: Passage, start: int) -> Passage:
    """The passage of the page in which ``start`` lies."""
    passages = store.passages(store.rows_of_document(near.document_id))
    inside = [p for p in passages if p.page == near.page and p.start <= start < p.end]
    return inside[0] if inside else near


def _candidates(engine: Engine, wanted: str, filters: Filters) -> Iterator[Passage]:
    """Passages that may hold a part of the quote, each once."""
    snapshot = engine.snapshot
    terms = snapshot.lexical.terms(wanted)
    rows: dict[int, None] = {}
    for phrase in _windows(terms):
        check_deadline()
        found, _ = snapshot.lexical.search([Term(phrase[0][1])], _CANDIDATES, facet_keys(filters), [phrase])
        rows.update(dict.fromkeys(found.tolist()))
    yield from snapshot.store.passages(list(rows))
    if not terms or any(is_joined(character) for character in wanted):
        yield from _holding(engine, wanted, filters)


def _holding(engine: Engine, wanted: str, filters: Filters) -> Iterable[Passage]:
    """Passages that hold the quote to the letter, by reading them all."""
    snapshot = engine.snapshot
    mask = snapshot.mask(filters)
    rows = snapshot.store.rows_holding(wanted, _CANDIDATES if mask is None else snapshot.manifest.passages)
    return snapshot.store.passages([row for row in rows if mask is None or mask[row]][:_CANDIDATES])


def _windows(terms: Sequence[tuple[int, str]]) -> list[Phrase]:
    """The first terms, the last and some between: one of them lies within one passage, wherever it is cut."""
    if len(terms) <= _WINDOW:
        parts = [terms] if terms else []
        if len(terms) > 3:
            half = len(terms) // 2
            parts += [terms[:half], terms[half:]]
    else:
        steps = sorted({0, (len(terms) - _WINDOW) // 2, len(terms) - _WINDOW})
        parts = [terms[at : at + _WINDOW] for at in steps]
    return [[(position - part[0][0], term) for position, term in part] for part in parts]


def _nearest(engine: Engine, wanted: str, filters: Filters) -> Match | None:
    """The place that says most of the quote."""
    snapshot = engine.snapshot
    terms = [Term(term) for term in dict.fromkeys(term for _, term in snapshot.lexical.terms(wanted))]
    rows, _ = snapshot.lexical.search(terms, _NEAREST, facet_keys(filters))
    best: tuple[Alignment, Passage] | None = None
    for passage in snapshot.store.passages(rows.tolist()):
        check_deadline()
        page = snapshot.store.page(passage.document_id, passage.page)
        if page is None:
            continue
        reach = len(wanted)
        begin = _word_start(page.text, max(0, passage.start - reach))
        alignment = align(wanted, page.text, begin, min(len(page.text), passage.end + reach))
        if best is None or _better(alignment, best[0]):
            best = alignment, passage
    if best is None or best[0].ratio < _ALIKE:
        return None
    return _match(engine, *best)


def _better(one: Alignment, other: Alignment) -> bool:
    return (one.ratio, -len(one.differences)) > (other.ratio, -len(other.differences))


def _match(engine: Engine, alignment: Alignment, passage: Passage) -> Match:
    store = engine.snapshot.store
    page = store.page(passage.document_id, passage.page)
    assert page is not None  # noqa: S101 - it was aligned with
    inside = passage.start <= alignment.start and alignment.end <= passage.end
    return Match(
        passage if inside else _shown(store, passage, alignment.start),
        engine.document(passage.document_id),
        passage.page,
        alignment.start,
        alignment.end,
        page.text[alignment.start : alignment.end],
        alignment.differences,
    )
