"""What encoders that give tokens keep, and that those of one model can be compared."""

import json
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from search.arrays import Floats
from search.encoder.caching import CachingEncoder
from search.encoder.choice import ENGLISH, ENGLISH_NAME
from search.encoder.compiled import PROJECTION, read_projection
from search.encoder.loading import load_encoder
from search.encoder.model_folder import describe, find_model
from search.encoder.protocol import TokenEncoder, token_encoder
from search.encoder.token_space import TokenCodes
from search.index.token_index import maxsim

TEXTS = [
    "Governments give small loans to women in rural areas.",
    "résumé 中国 “quoted” e-mail, 42 percent",
    "",
    "loans",
    "?!",
    "micro-enterprises and clusters " * 12,
    "credit " * 400,
    "\x00 a\ud800b",
]


@pytest.fixture(params=["torch", "openvino"])
def encoder(request: pytest.FixtureRequest) -> TokenEncoder:
    """Both implementations of the default model, with the directions it was compiled with."""
    found = token_encoder(request.getfixturevalue(f"{request.param}_encoder"))
    assert found is not None
    return found


@cache
def _given(encoder: TokenEncoder) -> tuple[Floats, list[TokenCodes]]:
    """The vectors and codes of the texts. Read only."""
    return encoder.passages_with_tokens(TEXTS)


def _cosines(one: TokenCodes, other: TokenCodes) -> np.ndarray:
    """Of each token with the one at its place."""
    a, b = one.astype(np.float32), other.astype(np.float32)
    return np.asarray((a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1))


def test_vectors_with_tokens_are_those_without(encoder: TokenEncoder) -> None:
    vectors, _ = _given(encoder)
    assert (vectors * encoder.encode_passages(TEXTS)).sum(1).min() >= 0.9999
    question = encoder.query_with_tokens(TEXTS[0])
    assert float(question.vector @ encoder.encode_query(TEXTS[0])) >= 0.9999


def test_no_texts_give_no_tokens(encoder: TokenEncoder) -> None:
    vectors, tokens = encoder.passages_with_tokens([])
    assert (vectors.shape, tokens) == ((0, encoder.identity.dimension), [])


def test_there_are_codes_for_each_token_read_and_some_for_a_text_of_none(encoder: TokenEncoder) -> None:
    space = encoder.token_space
    assert space is not None
    _, tokens = _given(encoder)
    read = [min(len(offsets), encoder.identity.text_tokens) for offsets in encoder.token_offsets(TEXTS)]
    assert 0 in read
    assert [len(part) for part, count in zip(tokens, read, strict=True) if count] == [n for n in read if n]
    assert all(part.shape[1:] == (space.dimension,) and len(part) and part.dtype == np.int8 for part in tokens)


def test_codes_depend_neither_on_their_place_nor_on_their_batch(encoder: TokenEncoder) -> None:
    _, together = _given(encoder)
    _, backwards = encoder.passages_with_tokens(TEXTS[::-1])
    alone = [encoder.passages_with_tokens([text])[1][0] for text in TEXTS]
    for one, *others in zip(together, backwards[::-1], alone, strict=True):
        for other in others:
            assert one.shape == other.shape
            assert _cosines(one, other).min() >= 0.99


def test_the_places_of_a_question_are_those_of_its_words_and_go_with_their_tokens(encoder: TokenEncoder) -> None:
    text = "Which 中 loans — naïve ones — did farmers get?"
    asked = encoder.query_with_tokens(text)
    assert asked.tokens is not None
    assert asked.offsets is not None
    np.testing.assert_array_equal(asked.offsets, encoder.token_offsets([text])[0])
    assert text[slice(*asked.offsets[0])] == "Which"
    assert np.linalg.norm(asked.tokens, axis=1) == pytest.approx(1.0, abs=1e-2)
    # The model gives the same words as a passage the same tokens, in the same order.
    _, (codes,) = encoder.passages_with_tokens([text])
    likeness = maxsim(asked.tokens, codes, np.arange(len(codes)))
    assert likeness.shape == (len(asked.offsets),) * 2
    assert likeness.diagonal().min() >= 0.98
    assert (likeness.argmax(axis=1) == np.arange(len(codes))).all()


@pytest.mark.parametrize("text", ["", "loans", "small loans " * 30, "credit for farmers " * 300])
def test_a_question_of_any_length_has_a_token_for_each_place(encoder: TokenEncoder, text: str) -> None:
    asked = encoder.query_with_tokens(text)
    space = encoder.token_space
    assert space is not None
    assert asked.tokens is not None
    assert asked.offsets is not None
    count = min(len(encoder.token_offsets([text])[0]), encoder.identity.text_tokens)
    assert (asked.tokens.shape, asked.offsets.shape) == ((count, space.dimension), (count, 2))


def test_both_implementations_agree_on_tokens(torch_encoder: TokenEncoder, openvino_encoder: TokenEncoder) -> None:
    assert torch_encoder.token_space == openvino_encoder.token_space
    (_, ours), (_, reference) = (_given(e) for e in (openvino_encoder, torch_encoder))
    assert min(_cosines(one, other).min() for one, other in zip(ours, reference, strict=True)) >= 0.97
    question = "Who lends to farmers?"
    one, other = openvino_encoder.query_with_tokens(question), torch_encoder.query_with_tokens(question)
    assert one.tokens is not None
    assert other.tokens is not None
    np.testing.assert_array_equal(one.offsets, other.offsets)
    assert (one.tokens * other.tokens).sum(1).min() >= 0.97
    # Unlike words must stay apart, or constant tokens would pass.
    assert np.abs(one.tokens @ one.tokens.T - other.tokens @ other.tokens.T).max() < 0.1
    assert (other.tokens @ other.tokens.T).min() < 0.7


def test_a_remembered_question_is_given_with_its_tokens(openvino_encoder: TokenEncoder) -> None:
    encoder = CachingEncoder(openvino_encoder)
    assert encoder.token_space == openvino_encoder.token_space
    first, again = encoder.query_with_tokens("loans"), encoder.query_with_tokens("loans")
    assert (first is again, encoder.requests, encoder.hits) == (True, 2, 1)
    assert first.tokens is not None
    np.testing.assert_array_equal(first.tokens, openvino_encoder.query_with_tokens("loans").tokens)
    with pytest.raises(ValueError, match="read-only"):
        first.tokens[0, 0] = 1.0


def shallow(folder: Path) -> Path:
    """The default model with the first of its layers alone: it is compiled and run in a fraction of the time."""
    shutil.copytree(find_model(ENGLISH_NAME), folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 1}))
    return folder


@pytest.fixture(scope="module")
def prefixed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TokenEncoder]:
    """A model with prefixes, compiled, by both implementations."""
    home = tmp_path_factory.mktemp("prefixed")
    models, model = home / "models", str(shallow(home / "model"))
    given = {"question_prefix": "query: ", "passage_prefix": "read this: "}
    made = {"openvino": load_encoder(models, model, build=True, **given)}  # type: ignore[arg-type]
    made["torch"] = load_encoder(models, model, backend="torch", build=False, **given)  # type: ignore[arg-type]
    able = {name: token_encoder(encoder) for name, encoder in made.items()}
    return {name: encoder for name, encoder in able.items() if encoder is not None}


@pytest.mark.parametrize("name", ["openvino", "torch"])
def test_prefixes_are_read_and_give_no_tokens(prefixed: dict[str, TokenEncoder], name: str) -> None:
    encoder = prefixed[name]
    text = "Who gives small loans?"
    asked = encoder.query_with_tokens(text)
    assert asked.tokens is not None
    assert asked.offsets is not None
    assert [text[a:b] for a, b in asked.offsets] == ["Who", "gives", "small", "loans", "?"]
    assert len(asked.tokens) == 5
    _, (codes, empty) = encoder.passages_with_tokens([text, ""])
    assert (len(codes), len(empty) > 0) == (5, True)
    # Rows of each other's words: shifted by a prefix they would not match.
    assert (maxsim(asked.tokens, codes, np.arange(5)).argmax(axis=1) == np.arange(5)).all()
    assert float(asked.vector @ encoder.encode_query(text)) >= 0.9999


def test_a_model_that_does_not_pool_by_the_mean_has_no_tokens(tmp_path: Path) -> None:
    model, models = shallow(tmp_path / "model"), tmp_path / "models"
    (model / "1_Pooling" / "config.json").write_text(
        '{"word_embedding_dimension": 384, "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}'
    )
    made = load_encoder(models, str(model), build=True)
    assert "mean" not in made.identity.pooling
    assert token_encoder(made) is None
    assert token_encoder(load_encoder(models, str(model), backend="torch", build=False)) is None
    assert made.encode_query("loans").shape == (384,)


@pytest.mark.parametrize("content", [None, b"", b"no array", b"\x93NUMPY\x01\x00"])
def test_without_readable_directions_the_reference_gives_no_tokens(tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / describe(ENGLISH_NAME, find_model(ENGLISH_NAME)).id
    folder.mkdir()
    if content is not None:
        (folder / PROJECTION).write_bytes(content)
    assert read_projection(folder) is None
    made = load_encoder(tmp_path, ENGLISH, backend="torch", build=False)
    assert token_encoder(made) is None
    with pytest.raises(ModelError, match="workshop-search ingest"):
        made.passages_with_tokens(["a"])  # type: ignore[attr-defined]
