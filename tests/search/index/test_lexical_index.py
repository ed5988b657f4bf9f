"""The contract of lexical indexes, for every implementation; and what tantivy leaves on the disk."""

from __future__ import annotations

import itertools
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import DamagedError
from search.analysis.analyzer import Term
from search.index.memory import MemoryLexicalIndex
from search.index.protocols import LexicalIndex
from search.index.tantivy import TantivyIndex, write_tantivy

Passages = Sequence[tuple[int, str, Sequence[str]]]
Make = Callable[[Passages], LexicalIndex]
KEPT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)

WORDS = ["fund", "credit", "village", "innovation", "cluster", "school", "loan", "patent"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join), min_size=1, max_size=25)

SHELF: Passages = [
    (0, "Governments fund small loans for villages.", ["kind\x1fpaper"]),
    (1, "The micro credit system funds micro enterprises.", ["kind\x1ftalk", "year\x1f2006"]),
    (2, "Micro enterprises need a credit system.", ["kind\x1fpaper", "year\x1f2006"]),
    (3, "Nothing of that here.", ["kind\x1fpaper"]),
]


@pytest.fixture(params=["memory", "tantivy"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Makes an index of passages; tantivy's goes through its files."""
    numbers = itertools.count()

    def tantivy(passages: Passages) -> LexicalIndex:
        directory = tmp_path / str(next(numbers))
        write_tantivy(directory, passages)
        return TantivyIndex.open(directory)

    return MemoryLexicalIndex if request.param == "memory" else tantivy


def asked(index: LexicalIndex, text: str) -> list[Term]:
    return [Term(term, float(n)) for term, n in Counter(t for _, t in index.terms(text)).items()]


def found(index: LexicalIndex, text: str, k: int = 10, **more: object) -> list[int]:
    rows, _ = index.search(asked(index, text), k, **more)  # type: ignore[arg-type]
    return rows.tolist()


@given(texts=TEXTS, question=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join))
@KEPT
def test_the_twin_in_memory_scores_as_tantivy_does(tmp_path: Path, texts: list[str], question: str) -> None:
    passages = [(row, text, [f"odd\x1f{row % 2}"]) for row, text in enumerate(texts)]
    directory = Path(tempfile.mkdtemp(dir=tmp_path)) / "index"
    write_tantivy(directory, passages)
    real, twin = TantivyIndex.open(directory), MemoryLexicalIndex(passages)
    for facets in ((), [["odd\x1f1"]]):
        rows, scores = real.search(asked(real, question), 50, facets)
        twin_rows, twin_scores = twin.search(asked(twin, question), 50, facets)
        assert dict(zip(rows.tolist(), scores.tolist(), strict=True)) == pytest.approx(
            dict(zip(twin_rows.tolist(), twin_scores.tolist(), strict=True)), rel=1e-4
        )
    for word in WORDS:
        (term,) = asked(real, word)
        assert real.document_frequency(term.text) == twin.document_frequency(term.text)
        assert real.vocabulary(term.text[:2]) == twin.vocabulary(term.text[:2])


@given(texts=TEXTS, k=st.integers(1, 30))
@KEPT
def test_the_k_best_come_back_best_first_and_all_hold_a_term(make: Make, texts: list[str], k: int) -> None:
    index = make([(row, text, []) for row, text in enumerate(texts)])
    rows, scores = index.search(asked(index, "credit loan"), k)
    holding = [row for row, text in enumerate(texts) if {"credit", "loan"} & set(text.split())]
    assert len(rows) == min(k, len(holding))
    assert set(rows.tolist()) <= set(holding)
    assert (np.diff(scores) <= 0).all()
    assert (scores > 0).all()
    everything = index.search(asked(index, "credit loan"), len(texts))[1]
    np.testing.assert_allclose(scores, everything[: len(scores)], rtol=1e-5)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("micro enterprises", {1, 2}),
        ("MICRO Enterprise", {1, 2}),
        ("funding", {0, 1}),
        ("villäge", {0}),
        ("unknown", set()),
        ("the of that", set()),
        ("!!!", set()),
        ("", set()),
    ],
)
def test_words_match_in_any_case_inflection_and_accent_and_stop_words_do_not(
    make: Make, question: str, expected: set[int]
) -> None:
    assert set(found(make(SHELF), question)) == expected


def test_a_term_asked_twice_counts_twice(make: Make) -> None:
    index = make(SHELF)
    (term,) = asked(index, "credit")
    once, twice = (index.search([Term(term.text, weight)], 10)[1] for weight in (1.0, 2.0))
    np.testing.assert_allclose(twice, 2 * once, rtol=1e-5)


@pytest.mark.parametrize(
    ("facets", "expected"),
    [
        ([["kind\x1fpaper"]], {2}),
        ([["kind\x1fpaper", "kind\x1ftalk"]], {1, 2}),
        ([["kind\x1ftalk"], ["year\x1f2006"]], {1}),
        ([["kind\x1ftalk"], ["year\x1f1999"]], set()),
        ([["kind"]], set()),
    ],
)
def test_any_of_one_filter_and_all_of_several(make: Make, facets: list[list[str]], expected: set[int]) -> None:
    assert set(found(make(SHELF), "micro credit", facets=facets)) == expected


def test_a_filter_changes_no_score(make: Make) -> None:
    index = make(SHELF)
    terms = asked(index, "micro credit")
    everything = dict(zip(*(part.tolist() for part in index.search(terms, 10)), strict=True))
    some = dict(zip(*(part.tolist() for part in index.search(terms, 10, [["kind\x1fpaper"]])), strict=True))
    assert some == pytest.approx({2: everything[2]})


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [("micro enterprises", {1, 2}), ("credit system", {1, 2}), ("enterprises micro", set()), ("system", {1, 2})],
)
def test_a_phrase_must_stand_as_it_was_asked(make: Make, phrase: str, expected: set[int]) -> None:
    index = make(SHELF)
    assert set(found(index, "micro credit", phrases=[index.terms(phrase)])) == expected


def test_stop_words_leave_their_place_in_a_phrase(make: Make) -> None:
    index = make([(0, "loans for the villages", []), (1, "loans villages", [])])
    assert found(index, "loans", phrases=[index.terms("loans for the villages")]) == [0]


def test_vocabulary_lists_terms_with_the_number_of_passages_that_hold_them(make: Make) -> None:
    index = make(SHELF)
    assert dict(index.vocabulary("micro")) == {"micro": 2}
    assert index.vocabulary("zzz") == []


def test_an_empty_index_finds_nothing(make: Make) -> None:
    index = make([])
    assert found(index, "credit") == []
    assert index.document_frequency("credit") == 0


def test_none_asked_for_is_none_found(make: Make) -> None:
    assert found(make(SHELF), "credit", k=0) == []


def test_a_facet_value_is_matched_whole_whatever_characters_it_holds(make: Make) -> None:
    odd = 'addressee\x1fa "b" OR (c) 中文: * \\'
    assert found(make([(0, "credit", [odd]), (1, "credit", ["addressee\x1fa"])]), "credit", facets=[[odd]]) == [0]


# what tantivy leaves on the disk


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that other users can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="workshop-search-test-"))
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_written_index_is_one_segment_without_locks_that_everybody_may_read(tmp_path: Path) -> None:
    assert write_tantivy(tmp_path / "index", ((row, "some words here", []) for row in range(3000))) == 3000
    files = list((tmp_path / "index").iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o644}
    assert not [path.name for path in files if path.name.endswith(".lock")]
    assert len([path for path in files if path.suffix == ".idx"]) == 1


_AS_ANOTHER = """
import os, sys
from pathlib import Path
from search.index.tantivy import TantivyIndex, Term
if os.geteuid() == 0:
    os.setgroups([]); os.setegid(65534); os.seteuid(65534)
index = TantivyIndex.open(Path(sys.argv[1]))
print(index.search([Term("credit")], 10)[0].tolist(), index.size)
"""


@pytest.mark.parametrize("left", [False, True], ids=["no lock file", "a lock file of its owner"])
def test_an_index_in_a_directory_that_cannot_be_written_is_opened(public: Path, left: bool) -> None:
    write_tantivy(public / "index", SHELF)
    if left:
        (public / "index" / ".tantivy-meta.lock").touch(mode=0o600)
    (public / "index").chmod(0o555)
    before = sorted((public / "index").iterdir())
    (public / "temporary").mkdir(mode=0o777)
    (public / "temporary").chmod(0o777)
    run = subprocess.run(
        [sys.executable, "-c", _AS_ANOTHER, str(public / "index")],
        env={**os.environ, "TMPDIR": str(public / "temporary")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == "[2, 1] 4\n", run.stderr
    assert sorted((public / "index").iterdir()) == before
    assert list((public / "temporary").iterdir()) == []


@pytest.mark.parametrize("harm", ["empty", "no meta", "nonsense"])
def test_files_that_are_no_index_are_damage(tmp_path: Path, harm: str) -> None:
    directory = tmp_path / "index"
    write_tantivy(directory, SHELF)
    if harm == "empty":
        shutil.rmtree(directory)
        directory.mkdir()
    elif harm == "no meta":
        (directory / "meta.json").unlink()
    else:
        (directory / "meta.json").write_text("{")
    with pytest.raises(DamagedError):
        TantivyIndex.open(directory)
