"""Tokens along the way of a corpus: taken in, grown beyond the limit, pruned, backed up."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from api.cli.main import main
from api.encoders import encoder_opener
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.engine import Engine
from search.query import Query
from search.snapshot.layout import TOKENS, Layout
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot

WORDS = "solar pump farm credit loan rural women market price tax export import seed wool bamboo silk road".split()


@pytest.fixture
def tokened(workplace: Any, word_encoder: Callable[..., Any]) -> Any:
    """A workplace whose encoder gives tokens, with one file taken in."""
    workplace.encoder = word_encoder()
    workplace.write("a.txt", "Solar pumps for farms.")
    workplace.ingest()
    return workplace


def _manifest(data: Path) -> Manifest:
    layout = Layout(data)
    return Manifest.read(layout.path(layout.current_id()))


def _tokens_file(data: Path) -> Path:
    return Layout(data).path(Layout(data).current_id()) / TOKENS


def test_what_is_ingested_is_published_with_its_tokens(tokened: Any) -> None:
    assert _manifest(tokened.data).token_space == tokened.encoder.token_space.id
    assert _tokens_file(tokened.data).is_file()
    assert tokened.ingest().published is None
    assert len(tokened.encoder.encoded) == 1


def test_above_the_limit_there_are_no_tokens_and_below_it_they_are_back(
    tokened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokened.write("b.txt", "Wind mills.")
    tokened.encoder.encoded.clear()
    with monkeypatch.context() as patch:
        patch.setattr("ingest.indexing.encoding.TOKENS_UP_TO", 1)
        grown = tokened.ingest()
        assert (grown.passages, grown.encoded) == (2, 1)
        assert _manifest(tokened.data).token_space == ""
        assert not _tokens_file(tokened.data).exists()
        assert tokened.encoder.encoded == []
        answered = tokened.engine().search(Query("solarium"))
        assert len(answered.hits) == 2
        assert not tokened.engine().tokens
    raised = tokened.ingest()
    assert raised.published is not None
    assert raised.encoded == 1  # the one that never had codes
    assert _manifest(tokened.data).token_space == tokened.encoder.token_space.id


def test_the_limit_itself_is_within(workplace: Any, word_encoder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.indexing.encoding.TOKENS_UP_TO", 2)
    workplace.encoder = word_encoder()
    workplace.write("a.txt", "Solar pumps.")
    workplace.write("b.txt", "Wind mills.")
    assert workplace.ingest().passages == 2
    assert _manifest(workplace.data).token_space != ""


def test_a_recompiled_model_encodes_everything_again(tokened: Any, word_encoder: Any) -> None:
    tokened.encoder = word_encoder(compilation=2)
    again = tokened.ingest()
    assert (again.encoded, again.published is not None) == (1, True)
    assert tokened.engine().search(Query("solarium")).hits
    assert tokened.engine().tokens


def test_turning_tokens_off_drops_them_and_encodes_nothing(tokened: Any) -> None:
    from search.encoder.memory import HashingEncoder

    tokened.encoder = HashingEncoder()
    report = tokened.ingest()
    assert (report.encoded, report.published is not None) == (0, True)
    assert _manifest(tokened.data).token_space == ""


def test_pruning_caches_drops_only_codes_that_no_snapshot_needs(tokened: Any, word_encoder: Any) -> None:
    def prune(*options: str) -> None:
        pruned = CliRunner().invoke(main, ["snapshots", "prune", *options, "--data", str(tokened.data)])
        assert pruned.exit_code == 0, pruned.output

    first, second = tokened.encoder, word_encoder(compilation=2)
    tokened.encoder = second
    tokened.ingest()
    prune("--keep", "2", "--caches")
    assert _cached(tokened.data, first, second) == (1, 1)
    prune("--keep", "1", "--caches")
    assert _cached(tokened.data, first, second) == (0, 1)
    again = tokened.ingest()
    assert (again.encoded, again.published) == (0, None)


def _cached(data: Path, *encoders: Any) -> tuple[int, ...]:
    """How many passages have codes of each."""
    with Catalogue.open(data / CATALOGUE) as catalogue:
        served = [list(catalogue.served_vectors(encoder.token_space.id)) for encoder in encoders]
    return tuple(sum(codes is not None for codes in found) for found in served)


def test_a_backup_brings_tokens_back(tokened: Any, tmp_path: Path) -> None:
    archive, new = tmp_path / "all.tar", tmp_path / "new"
    for arguments in (("backup", archive, "--data", tokened.data), ("restore", archive, "--data", new)):
        done = CliRunner().invoke(main, list(map(str, arguments)))
        assert done.exit_code == 0, done.output
    assert _tokens_file(new).read_bytes() == _tokens_file(tokened.data).read_bytes()
    assert _cached(new, tokened.encoder) == (1,)
    snapshot = Snapshot.open_current(Layout(new))
    assert Engine(snapshot, tokened.encoder).search(Query("solarium")).hits
    snapshot.close()
    assert tokened.engine().tokens


def _write_notes(files: Path) -> None:
    chance = random.Random(3)
    files.mkdir()
    for number in range(40):
        text = " ".join(chance.choices(WORDS, k=chance.randint(3, 60)))
        (files / f"{number}.txt").write_text(f"Note {number}. {text}.")


@pytest.mark.parametrize("kind", ["words", pytest.param("model", marks=pytest.mark.slow)])
def test_tokens_of_several_runs_are_those_of_one_run(
    kind: str, request: pytest.FixtureRequest, word_encoder: Any, tmp_path: Path
) -> None:
    encoder: Any = word_encoder()
    if kind == "model":
        real = request.getfixturevalue("real")
        encoder = encoder_opener(real.data / "models", None, "openvino")(_manifest(real.data).encoder_id)
    files, steps, full = tmp_path / "files", tmp_path / "steps", tmp_path / "full"
    _write_notes(files)
    ingest([str(files)], steps, encoder, MemoryFetcher({}))
    (files / "12.txt").write_text("Changed. Yaks carry solar pumps over the silk road.")
    (files / "13.txt").unlink()
    report = ingest([str(files)], steps, encoder, MemoryFetcher({}))
    assert report.encoded == 1
    ingest([str(files)], full, encoder, MemoryFetcher({}))
    assert _manifest(steps).token_space == _manifest(full).token_space == encoder.token_space.id
    assert _manifest(steps).content_hash == _manifest(full).content_hash
    one, other = (np.fromfile(_tokens_file(data), np.int8) for data in (steps, full))
    assert one.shape == other.shape
    difference = np.abs(one.astype(int) - other.astype(int))
    # A model computes in batches, whose widths decide the last digits, more of them in bf16.
    assert difference.max() <= (4 if kind == "model" else 0)
