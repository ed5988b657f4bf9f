"""What reads questions, quotes and workshop pages: read against a real index, and held to what it promises."""

from __future__ import annotations

import dataclasses
import math
import string
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from mutation import near
from seeds import seeds
from turns import Check, Turns, take_turns

import corpus
from api.cli.search import open_engine
from api.settings import Settings
from api.v1.serialize import answer_dict, encode_json
from corpus.errors import InputError
from corpus.model import Extent, TextRange
from ingest.extract import media
from ingest.workshop_page.parse.page import parse_workshop_page
from ingest.workshop_page.passages import passages_of_workshop
from ingest.workshop_page.read.page import read_page
from search.answer import Answer
from search.engine import Engine
from search.features.quotes.verify import verify
from search.query import FILTER_NAMES, MODES, Query

PAGE = Path(corpus.__file__).parent / "workshops" / "workshop-china-seminar" / "page.txt"
_SYNTAX = (
    "Technical Session II\n", "- ", "Recommendations\n", " - Mr. A, B, C", "View Presentation | View Paper\n",
    "27-30 October 2006, Beijing, China\n", "<html>", "<li>", "</p>", "<h2>", "&#0;", "\ufeff", "a) x; and b) y\n",
)  # fmt: skip
_OPERATORS = (
    '"',
    "“",
    "”",
    "„",
    "+",
    "-",
    "*",
    "~2",
    "^3",
    ":",
    "(",
    ")",
    "AND",
    "NOT",
    "[a TO z]",
    "\\",
    "text:",
)
_ANY = st.text(st.characters(exclude_categories=()), max_size=60)


def _slips(word: str) -> st.SearchStrategy[str]:
    """A word with a letter dropped, changed, added, or two of them swapped."""
    at, letter = st.integers(0, max(len(word) - 1, 0)), st.sampled_from(string.ascii_letters + "é ")
    return st.one_of(
        at.map(lambda i: word[:i] + word[i + 1 :]),
        at.map(lambda i: word[:i] + word[i : i + 2][::-1] + word[i + 2 :]),
        st.tuples(at, letter).map(lambda slip: word[: slip[0]] + slip[1] + word[slip[0] + 1 :]),
        st.tuples(at, letter).map(lambda slip: word[: slip[0]] + slip[1] + word[slip[0] :]),
    )


def texts(engine: Engine) -> st.SearchStrategy[str]:
    """Questions of the corpus's own words, right and misspelt, of its phrases in quotation marks, of anything."""
    passages = engine.snapshot.store.passages(range(engine.snapshot.manifest.passages))
    held = sorted({word for passage in passages for word in passage.text.split()})
    stretches = st.builds(
        lambda text, at, size, marks: f"{marks[0]}{text[at % len(text) :][:size]}{marks[1]}",
        st.sampled_from([passage.text for passage in passages]),
        st.integers(0, 2000), st.integers(1, 80), st.sampled_from(['""', "“”", "„“", "  ", "«»"]),
    )  # fmt: skip
    word = st.sampled_from(held)
    part = st.one_of(word, word.flatmap(_slips), stretches, st.sampled_from(_OPERATORS), _ANY)
    many = st.tuples(part, st.integers(1, 3000)).map(lambda given: f"{given[0]} " * given[1])
    return st.one_of(st.lists(part, max_size=12).map(" ".join), many, _ANY)


def questions(engine: Engine) -> st.SearchStrategy[dict[str, Any]]:
    """All that a question may be asked with, and some of what it may not."""
    there = {name: [value for _, value, _ in engine.snapshot.store.facets([name])] for name in FILTER_NAMES}
    filters = st.dictionaries(
        st.sampled_from([*FILTER_NAMES, "colour"]),
        st.lists(st.one_of(st.sampled_from([v for values in there.values() for v in values]), _ANY), max_size=3),
        max_size=2,
    )
    fitting = st.sampled_from([(name, value) for name, values in there.items() for value in values])
    return st.fixed_dictionaries(
        {
            "text": texts(engine),
            "limit": st.one_of(st.integers(1, 100), st.sampled_from([-1, 0, 101])),
            "mode": st.sampled_from([*MODES, "sideways"]),
            "filters": st.one_of(st.just({}), fitting.map(lambda pair: {pair[0]: [pair[1]]}), filters),
            "dedupe": st.booleans(),
            "facets": st.booleans(),
        }
    )


def answered(engine: Engine) -> Callable[[Mapping[str, Any]], None]:
    """A question is refused as one that cannot be, or read, and answered as it asks."""

    def holds(given: Mapping[str, Any]) -> None:
        try:
            asked = Query.parse(**given)
        except InputError:
            return
        assert asked.text == given["text"]
        reading = engine.analyze(asked.text)
        assert all(term.text and 0 < term.weight < math.inf for term in reading.search_terms)
        assert -1e-6 <= reading.oov_share <= 1 + 1e-6
        assert all(reading.phrases)
        for slip, others in reading.corrections.items():
            assert not engine.snapshot.lexical.document_frequency(slip)
            assert all(engine.snapshot.lexical.document_frequency(other) for other in others)
        answer = engine.search(asked)
        _sound(asked, answer)
        assert encode_json(answer_dict(answer))

    return holds


def _sound(asked: Query, answer: Answer) -> None:
    assert len(answer.hits) <= asked.limit
    assert [result.rank for result in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert 0 <= answer.confidence <= 1
    shown = {result.passage.id for result in answer.hits}
    assert len(shown) == len(answer.hits)
    for result in answer.hits:
        assert math.isfinite(result.score)
        assert shown.isdisjoint(result.also_in)
        assert asked.dedupe or not result.also_in
        assert result.passage.kind in asked.filters.get("kind", (result.passage.kind,))
        assert result.passage.document_id in asked.filters.get("document", (result.passage.document_id,))
        places = (*result.highlights, *([result.answer] if result.answer else []))
        assert all(_within(place, result.passage.text) for place in places)


def _within(place: TextRange, text: str) -> bool:
    return 0 <= place[0] < place[1] <= len(text)


def verified(engine: Engine) -> Callable[[str], None]:
    """A quote that is said to stand somewhere stands there."""

    def holds(quote: str) -> None:
        try:
            verdict = verify(engine, quote)
        except InputError:
            return
        assert verdict.verified == bool(verdict.matches)
        for match in (*verdict.matches, *([verdict.nearest] if verdict.nearest else [])):
            pages = engine.snapshot.store.pages(match.passage.document_id)
            (text,) = (page.text for page in pages if page.number == match.page)
            assert match.text == text[match.start : match.end]
        for match in verdict.matches:
            assert not match.exact or match.text in quote

    return holds


def pages() -> st.SearchStrategy[tuple[bytes, str]]:
    """Workshop pages with a few changes, pieces of such pages, and anything."""
    html = [seed.data for seed in seeds() if seed.kind == media.HTML]
    tracked = PAGE.read_bytes()
    pieces = st.sampled_from([*_SYNTAX, *tracked.decode().splitlines(keepends=True)])
    composed = st.lists(st.one_of(st.text(max_size=40), pieces, pieces), max_size=40).map("".join)
    bodies = st.one_of(
        near(tracked),
        *map(near, html),
        composed.map(lambda text: text.encode("utf-8", "replace")),
        st.binary(max_size=400),
    )
    return st.tuples(bodies, st.sampled_from(["page.txt", "page.html", "page"]))


def page_is_read(given: tuple[bytes, str]) -> None:
    """A page is refused, or read; then every part, place and passage of it is a stretch of its text."""
    try:
        lines = read_page(given[0], name=given[1])
        parsed = parse_workshop_page(lines, "slug", "http://a.example/b")
    except InputError:
        return
    text = parsed.page.text
    for extent in (*(part.extent for part in parsed.parts), *_extents(parsed.workshop)):
        assert 0 <= extent.start < extent.end <= len(text)
        assert text[extent.start : extent.end].strip()
    assert all(0 <= span.start < span.end <= len(text) for span in parsed.page.spans)
    passages = passages_of_workshop(parsed, "d1")
    assert all(passage.text and passage.text == text[passage.start : passage.end] for passage in passages)
    assert len({passage.id for passage in passages}) == len(passages)


def _extents(value: Any) -> Iterator[Extent]:
    """Every place in a structure of values."""
    if isinstance(value, Extent):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _extents(item)
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield from _extents(getattr(value, part.name))


def fuzz_parsers(seconds: float, data: Path) -> Turns:
    """Questions and quotes against the library in ``data``, and workshop pages, in turn."""
    with open_engine(Settings(data=data)) as engine:
        checks = [
            Check("questions", questions(engine), answered(engine)),
            Check("quotes", texts(engine), verified(engine)),
            Check("workshop pages", pages(), page_is_read),
        ]
        return take_turns(seconds, checks)
