"""What an answer promises, whatever the ranking."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import GoneError, MovedError, NotFoundError
from corpus.model import Passage
from search.answer import Answer
from search.engine import Engine
from search.query import MODES, Query

WORDS = ["fund", "credit", "village", "innovation", "cluster", "school", "loan", "patent"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Engine:
    """Sixty documents of three speakers, two years and two media types."""
    library = request.getfixturevalue("module_library")
    for number in range(60):
        words = " ".join(WORDS[(number * step) % 8] for step in range(1, 9))
        library.add(
            f"Document {number}",
            f"Text {number} about {words}.",
            f"Second page of {number}: {WORDS[number % 8]} and nothing more.",
            speaker=f"Speaker {number % 3}",
            year=2006 if number % 5 else 2007,
            media_type="application/pdf" if number % 4 else "text/plain",
        )
    library.publish()
    return library.engine()


@pytest.fixture(scope="module")
def module_library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    library = request.getfixturevalue("new_library")(tmp_path_factory.mktemp("engine"))
    yield library
    library.close()


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "speaker": st.lists(st.sampled_from(["Speaker 0", "SPEAKER 1", "speaker  2", "Nobody"]), min_size=1),
        "year": st.lists(st.sampled_from(["2006", "2007", "1999"]), min_size=1, max_size=2),
        "media_type": st.lists(st.sampled_from(["application/pdf", "text/plain"]), min_size=1, max_size=2),
        "kind": st.lists(st.sampled_from(["paper", "talk"]), min_size=1, max_size=2),
    },
)


def passing(engine: Engine, filters: dict[str, list[str]]) -> set[str]:
    """The ids of passages that pass, found without any index."""
    store = engine.snapshot.store

    def folded(value: object) -> str:
        return " ".join(str(value).casefold().split())

    def passes(passage: Passage) -> bool:
        carried = {
            "speaker": passage.speaker,
            "year": passage.year,
            "kind": passage.kind,
            "media_type": engine.document(passage.document_id).media_type,
        }
        return all(folded(carried[name]) in map(folded, values) for name, values in filters.items())

    return {p.id for p in store.passages(range(engine.snapshot.manifest.passages)) if passes(p)}


@given(filters=FILTERS, limit=st.integers(1, 100), mode=st.sampled_from(["hybrid", "dense"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_as_many_as_asked_come_back_whenever_so_many_pass_the_filters(
    engine: Engine, filters: dict[str, list[str]], limit: int, mode: str
) -> None:
    question = Query.parse("credit for villages", limit=limit, mode=mode, filters=filters, dedupe=False)
    results = engine.search(question).hits
    allowed = passing(engine, filters)
    assert len(results) == min(limit, len(allowed))
    assert {result.passage.id for result in results} <= allowed


@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200), mode=st.sampled_from(MODES))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
def test_any_question_is_answered_in_form(engine: Engine, text: str, mode: str) -> None:
    if not text.strip():
        return
    answer = engine.search(Query.parse(text, mode=mode, facets=True))
    well_formed(engine, answer)


def well_formed(engine: Engine, answer: Answer) -> None:
    results = answer.hits
    assert [result.rank for result in results] == list(range(1, len(results) + 1))
    scores = [result.score for result in results]
    assert scores == sorted(scores, reverse=True)
    assert len({result.passage.id for result in results}) == len(results)
    assert 0.0 <= answer.confidence <= 1.0
    assert answer.snapshot == engine.snapshot.manifest.ref
    for result in results:
        page = engine.snapshot.store.pages(result.passage.document_id)[result.passage.page - 1]
        assert page.text[result.passage.start : result.passage.end] == result.passage.text
        for start, end in [*result.highlights, *([result.answer] if result.answer else [])]:
            assert 0 <= start < end <= len(result.passage.text)


@pytest.mark.parametrize("mode", MODES)
def test_the_same_question_has_the_same_answer(engine: Engine, mode: str) -> None:
    question = Query.parse("village loans and patents", mode=mode)
    first, second = (engine.search(question) for _ in range(2))
    assert first.hits == second.hits


def test_the_passage_that_shares_the_words_is_first_in_each_mode(engine: Engine) -> None:
    for mode in MODES:
        answer = engine.search(Query.parse("Text 17 about", mode=mode, limit=3))
        assert "Text 17 " in answer.hits[0].passage.text


def test_words_that_stand_nowhere_are_no_match_for_the_lexical_mode(engine: Engine) -> None:
    assert engine.search(Query.parse("xylophone quartet", mode="lexical")).hits == ()


def test_facets_count_values_of_passages_found_most_first(engine: Engine) -> None:
    answer = engine.search(Query.parse("credit", facets=True, filters={"speaker": ["Speaker 1"]}))
    assert answer.facets is not None
    assert {facet.value for facet in answer.facets["speaker"]} == {"Speaker 1"}
    counts = [facet.count for facet in answer.facets["year"]]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == sum(facet.count for facet in answer.facets["kind"])


def test_facets_are_left_out_unless_asked_for(engine: Engine) -> None:
    assert engine.search(Query.parse("credit")).facets is None


def test_an_empty_corpus_answers_that_nothing_is_relevant(make_library: Callable[[], Any]) -> None:
    library = make_library()
    library.publish()
    answer = library.engine().search(Query.parse("anything", facets=True))
    assert (answer.hits, answer.answerable, answer.reason) == ((), False, "nothing-relevant")


def test_an_unknown_id_is_not_found(engine: Engine) -> None:
    for look_up in (engine.passage, engine.document):
        with pytest.raises(NotFoundError, match=r"no .* 'd0-0'"):
            look_up("d0-0")


def test_a_renamed_id_names_its_new_one_and_a_lost_id_the_nearest(make_library: Callable[[], Any]) -> None:
    library = make_library()
    document = library.add("a", "Some text.")
    (passage,) = library.catalogue.passages(document.id)
    library.catalogue.put_former_id("renamed", passage.id, None, "2026")
    library.catalogue.put_former_id("lost", None, passage.id, "2026")
    library.catalogue.put_former_id("lost without trace", None, None, "2026")
    library.publish()
    engine = library.engine()
    with pytest.raises(MovedError) as moved:
        engine.passage("renamed")
    assert moved.value.now == passage.id
    with pytest.raises(GoneError, match=passage.id) as gone:
        engine.passage("lost")
    assert gone.value.nearest == passage.id
    with pytest.raises(GoneError, match="nothing similar remains"):
        engine.passage("lost without trace")


def test_many_threads_get_the_answers_one_thread_gets(engine: Engine) -> None:
    questions = [Query.parse(f"{word} {other}") for word in WORDS for other in WORDS]
    alone = [engine.search(question).hits for question in questions]
    barrier = threading.Barrier(4)

    def ask(part: int) -> list[Any]:
        barrier.wait()
        return [engine.search(question).hits for question in questions[part::4]]

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(ask, range(4)))
    for part in range(4):
        assert together[part] == alone[part::4]


def test_questions_without_shared_state_do_not_disturb_each_other(engine: Engine) -> None:
    plain = Query.parse("credit for villages")
    before = engine.search(plain).hits
    engine.search(replace(plain, filters={"year": ("2007",)}, limit=1))
    assert engine.search(plain).hits == before
