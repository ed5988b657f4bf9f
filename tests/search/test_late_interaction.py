"""A snapshot with tokens: what it ranks nearer, what it leaves alone, and what it refuses."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.encoders import encoder_opener
from corpus.errors import DamagedError, StoreError
from search.answer import Answer
from search.encoder.memory import HashingEncoder
from search.encoder.token_space import to_codes
from search.engine import Engine
from search.index.token_index import write_tokens
from search.query import Mode, Query
from search.ranking.parameters import Fusion, Parameters
from search.snapshot.build import Build, build_and_publish
from search.snapshot.layout import TOKENS, Layout
from search.snapshot.manifest import Manifest, checksums
from search.snapshot.open import Snapshot

RELEVANCE = Path(__file__).parents[1] / "relevance"
WITHOUT_LATE = Parameters(replace(Fusion(), late=-1000.0))
TEXTS = (
    "Lunar calendars of the coast.",
    "Bamboo weaving for rural markets.",
    "Solar pumps for farms.",
    "Micro credit for villages.",
    "Export taxes on wool.",
    "Seed banks of the delta.",
)


@pytest.fixture
def filled(library: Any, word_encoder: Callable[..., Any]) -> Any:
    """A published library with tokens."""
    library.encoder = word_encoder()
    for number, text in enumerate(TEXTS):
        library.add(f"d{number}", text)
    library.publish()
    return library


@pytest.fixture
def opened(filled: Any) -> Iterator[Snapshot]:
    snapshot = Snapshot.open_current(filled.layout)
    yield snapshot
    snapshot.close()


def _ranked(answer: Answer) -> list[tuple[str, float]]:
    return [(result.passage.text, round(result.score, 4)) for result in answer.hits]


def test_each_passage_is_kept_with_the_tokens_of_its_own_text(filled: Any, opened: Snapshot) -> None:
    tokens = opened.tokens
    assert tokens is not None
    assert opened.manifest.token_space == filled.encoder.token_space.id
    assert TOKENS in opened.manifest.files
    served = [passage for passage, _ in filled.catalogue.served_passages()]
    _, expected = filled.encoder.passages_with_tokens([passage.embedded_text for passage in served])
    axes = np.eye(32, dtype=np.float32)
    found = tokens.maxsim(axes, np.arange(len(served)))
    assert tokens.size == len(served) == len(TEXTS)
    np.testing.assert_array_equal(found.T * 256, np.stack([part.max(axis=0) for part in expected]))


def test_a_passage_whose_words_are_nearer_comes_first_though_it_shares_none(filled: Any, opened: Snapshot) -> None:
    question = Query("solarium")
    first = Engine(opened, filled.encoder).search(question).hits[0]
    assert first.passage.text == "Solar pumps for farms."
    without = Engine(opened, filled.encoder, WITHOUT_LATE).search(question)
    assert without.hits[0].passage.text != first.passage.text


@pytest.mark.parametrize("mode", ["dense", "lexical"])
@pytest.mark.parametrize("text", ["solarium", "lunar markets", "credit"])
def test_by_meaning_alone_and_by_words_alone_tokens_change_nothing(
    filled: Any, opened: Snapshot, mode: Mode, text: str
) -> None:
    question = Query(text, mode=mode)
    with_tokens = Engine(opened, filled.encoder).search(question)
    assert _ranked(with_tokens) == _ranked(Engine(opened, HashingEncoder()).search(question))


def test_an_encoder_without_tokens_answers_as_from_a_snapshot_without_them(
    filled: Any, opened: Snapshot, make_library: Callable[[], Any]
) -> None:
    bare = make_library()
    for number, text in enumerate(TEXTS):
        bare.add(f"d{number}", text)
    assert bare.publish().token_space == ""
    assert not (bare.layout.path(bare.layout.current_id()) / TOKENS).exists()
    for text in ("solarium", "credit for farms"):
        question = Query(text)
        expected = _ranked(bare.engine().search(question))
        assert _ranked(Engine(opened, HashingEncoder()).search(question)) == expected


def test_a_snapshot_without_tokens_answers_an_encoder_that_gives_them(
    library: Any, word_encoder: Callable[..., Any]
) -> None:
    for number, text in enumerate(TEXTS):
        library.add(f"d{number}", text)
    library.publish()
    before = _ranked(library.engine().search(Query("solarium")))
    library.encoder = word_encoder()
    assert _ranked(library.engine().search(Query("solarium"))) == before
    assert not library.engine().tokens


def test_tokens_of_another_compilation_are_not_compared_and_the_log_says_what_mends_it(
    opened: Snapshot, word_encoder: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    other = Engine(opened, word_encoder(compilation=2)).search(Query("solarium"))
    assert "workshop-search ingest" in caplog.text
    assert _ranked(other) == _ranked(Engine(opened, HashingEncoder()).search(Query("solarium")))


def test_a_text_that_serves_as_a_question_is_not_compared_word_by_word(filled: Any, opened: Snapshot) -> None:
    words = " ".join(f"solar{number}" for number in range(65))
    long, short = Query(words), Query(words.rsplit(" ", 1)[0])
    engines = Engine(opened, filled.encoder), Engine(opened, HashingEncoder())
    assert _ranked(engines[0].search(long)) == _ranked(engines[1].search(long))
    assert _ranked(engines[0].search(short)) != _ranked(engines[1].search(short))


@pytest.mark.parametrize("text", ["?", "of the", "solar", "😀 中国"])
def test_any_question_is_answered_and_its_scores_are_numbers(filled: Any, opened: Snapshot, text: str) -> None:
    found = Engine(opened, filled.encoder).search(Query(text)).hits
    assert np.isfinite([result.score for result in found]).all()
    assert [result.score for result in found] == sorted((r.score for r in found), reverse=True)


def test_a_passage_without_tokens_stops_the_build_and_leaves_what_answered(
    filled: Any, word_encoder: Callable[..., Any]
) -> None:
    before = filled.layout.current_id()
    filled.add("new", "Water wheels.")
    filled.catalogue.put_vectors(
        filled.encoder.identity.id,
        [
            (text_hash, np.eye(1, 64, dtype="<f4").tobytes())
            for text_hash in filled.catalogue.unencoded(filled.encoder.identity.id)
        ],
    )
    build = Build(filled.encoder.identity, {}, {}, {}, tokens=filled.encoder.token_space)
    with pytest.raises(StoreError, match=r"no tokens.*workshop-search ingest"):
        build_and_publish(filled.catalogue, filled.layout, build)
    assert filled.layout.current_id() == before
    assert filled.layout.left_behind() == []


def test_tokens_of_fewer_passages_than_announced_are_damage_though_every_checksum_fits(filled: Any) -> None:
    folder: Path = filled.layout.path(filled.layout.current_id())
    rows = to_codes(np.eye(3, 32, dtype=np.float32))
    write_tokens(folder / TOKENS, 32, [1, 1, 1], [row.tobytes() for row in rows])
    replace(Manifest.read(folder), files=checksums(folder)).write(folder)
    with pytest.raises(DamagedError, match="tokens of 3 passages, of 6"):
        Snapshot.open(folder)


@pytest.fixture(scope="module")
def real_engines(real: Any) -> Iterator[tuple[Engine, Engine]]:
    """The tracked workshop, asked with tokens and without."""
    layout = Layout(real.data)
    snapshot = Snapshot.open_current(layout)
    encoder = encoder_opener(layout.models, None, "openvino")(snapshot.manifest.encoder_id)
    yield Engine(snapshot, encoder), Engine(snapshot, encoder, WITHOUT_LATE)
    snapshot.close()


def test_on_the_tracked_workshop_questions_in_other_words_find_their_passage_sooner(
    real_engines: tuple[Engine, Engine],
) -> None:
    answers: dict[str, list[str]] = {}
    with (RELEVANCE / "judgements.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["grade"] == "3":
                answers.setdefault(row["question"], []).append(row["passage"])
    asked = map(json.loads, (RELEVANCE / "questions.jsonl").read_text("utf-8").splitlines())
    paraphrases = [one for one in asked if one["type"] == "paraphrase" and one["_id"] in answers]
    assert len(paraphrases) >= 20
    found = [
        [_reciprocal(engine, one["text"], answers[one["_id"]]) for one in paraphrases] for engine in real_engines
    ]
    with_tokens, without = np.mean(found, axis=1)
    assert with_tokens >= without + 0.04  # .60 and .51 when this was written


def _reciprocal(engine: Engine, text: str, answers: list[str]) -> float:
    results = engine.search(Query(text, limit=20)).hits
    return next((1 / r.rank for r in results if r.passage.text.startswith(tuple(answers))), 0.0)


@pytest.mark.parametrize("mode", ["dense", "lexical"])
def test_on_the_tracked_workshop_the_other_modes_are_as_without_tokens(
    real_engines: tuple[Engine, Engine], mode: Mode
) -> None:
    question = Query("credit for small enterprises", mode=mode)
    with_tokens, without = (engine.search(question) for engine in real_engines)
    assert _ranked(with_tokens) == _ranked(without)
    assert len(with_tokens.hits) >= 5
