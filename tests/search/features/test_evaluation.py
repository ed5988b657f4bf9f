from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from search.features.evaluation import Metrics, mean, measure, rank_documents, read_qrels, read_queries

GRADES = st.dictionaries(st.sampled_from("abcdefghijklmno"), st.integers(0, 3), min_size=1)


@given(GRADES, st.permutations("abcdefghijklmno"))
def test_every_measure_is_between_nothing_and_one(grades: dict[str, int], ranked: list[str]) -> None:
    for gain in ("linear", "exponential"):
        found = measure(ranked, grades, gain)  # type: ignore[arg-type]
        assert all(
            0.0 <= value <= 1.0 + 1e-12 for value in (found.ndcg_at_10, found.recall_at_100, found.mrr_at_10)
        )


@given(GRADES)
def test_the_best_ranking_measures_one_and_an_empty_one_nothing(grades: dict[str, int]) -> None:
    best = sorted(grades, key=lambda document: -grades[document])
    expected = 1.0 if any(grades.values()) else 0.0
    found = measure(best, grades)
    assert (found.ndcg_at_10, found.recall_at_100, found.mrr_at_10) == pytest.approx((expected,) * 3)
    assert measure([], grades) == Metrics(0.0, 0.0, 0.0)


def test_ndcg_of_a_worked_example() -> None:
    ranked, grades = ["x", "a", "b", "c"], {"a": 1, "b": 2, "d": 1}
    got = 1 / math.log2(3) + 2 / math.log2(4)
    ideal = 2 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert measure(ranked, grades).ndcg_at_10 == pytest.approx(got / ideal)
    got, ideal = 1 / math.log2(3) + 3 / math.log2(4), 3 + 1 / math.log2(3) + 1 / math.log2(4)
    assert measure(ranked, grades, "exponential").ndcg_at_10 == pytest.approx(got / ideal)
    assert measure(ranked, grades).mrr_at_10 == 0.5
    assert measure(ranked, grades).recall_at_100 == pytest.approx(2 / 3)


def test_what_comes_after_the_cut_does_not_count() -> None:
    ranked = [f"x{n}" for n in range(10)] + ["a"] + [f"y{n}" for n in range(89)] + ["b"]
    found = measure(ranked, {"a": 1, "b": 1})
    assert found == Metrics(0.0, 0.5, 0.0)


def test_the_mean_is_over_questions_and_needs_one() -> None:
    assert mean([Metrics(1, 0, 0), Metrics(0, 1, 0)]) == Metrics(0.5, 0.5, 0)
    with pytest.raises(InputError, match="No query has a relevance judgement"):
        mean([])


def test_a_document_ranks_by_its_best_passage_and_the_querys_own_is_dropped(
    make_library: Callable[[], Any],
) -> None:
    library = make_library()
    library.add("own", "Micro credit for villages.", external_id="q1")
    library.add("other", "Nothing here.", "Micro credit for villages and towns.", external_id="other")
    library.add("third", "Patents.", "More patents.", external_id="third")
    library.publish()
    ranked = rank_documents(library.engine(), "q1", "micro credit for villages", "hybrid")
    assert ranked == ["other", "third"]


def test_at_least_a_hundred_documents_are_ranked_where_there_are_so_many(make_library: Callable[[], Any]) -> None:
    library = make_library()
    for number in range(130):
        library.add(f"n{number}", f"Text number {number} of credit.", external_id=str(number))
    library.publish()
    assert len(rank_documents(library.engine(), "0", "credit " * 3000, "hybrid")) == 100


def test_queries_and_judgements_are_read(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('\ufeff{"_id": 1, "text": "One?"}\n\n{"_id": "b", "text": "Two?"}\n')
    (tmp_path / "r.tsv").write_text('query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t0\nb\td"1\t1\n')
    assert read_queries(tmp_path / "q.jsonl") == {"1": "One?", "b": "Two?"}
    assert read_qrels(tmp_path / "r.tsv") == {"1": {"d1": 2, "d2": 0}, "b": {'d"1': 1}}


@pytest.mark.parametrize("line", ["{", "[]", '{"_id": "1"}', "1"])
def test_a_bad_line_of_queries_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "q.jsonl").write_text('{"_id": 1, "text": "One?"}\n' + line)
    with pytest.raises(InputError, match="line 2: each line must be JSON with _id and text"):
        read_queries(tmp_path / "q.jsonl")


@pytest.mark.parametrize("line", ["1\td1", "1\td1\tmuch"])
def test_a_bad_line_of_judgements_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "r.tsv").write_text("query-id\tcorpus-id\tscore\n" + line)
    with pytest.raises(InputError, match="line 2: each line must be query id"):
        read_qrels(tmp_path / "r.tsv")


@pytest.mark.parametrize("read", [read_queries, read_qrels])
def test_a_missing_file_is_named(tmp_path: Path, read: Callable[[Path], object]) -> None:
    with pytest.raises(InputError, match="nowhere cannot be read"):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize("read", [read_queries, read_qrels])
def test_a_file_that_is_not_utf8_is_named(tmp_path: Path, read: Callable[[Path], object]) -> None:
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    with pytest.raises(InputError, match="latin"):
        read(tmp_path / "latin")
