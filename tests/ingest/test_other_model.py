"""A run with another model than the library was encoded with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.pipeline import ingest
from ingest.sources.http.response import MemoryFetcher
from search.arrays import Floats
from search.encoder.choice import choose
from search.encoder.memory import HashingEncoder
from search.encoder.protocol import EncoderIdentity


class Named(HashingEncoder):
    """Has the name of a choice of models, and counts the passages it is given."""

    def __init__(self, setting: str, dimension: int) -> None:
        super().__init__(dimension)
        self._name, self.encoded = choose(setting).name, 0

    @property
    def identity(self) -> EncoderIdentity:
        return replace(super().identity, name=self._name)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        self.encoded += len(texts)
        return super().encode_passages(texts)


def _run(tmp_path: Path, encoder: Named) -> list[str]:
    (tmp_path / "note.txt").write_text("Solar pumps carry water to the fields of the village.")
    return ingest([str(tmp_path / "note.txt")], tmp_path / "data", encoder, MemoryFetcher({})).notes


def test_a_run_with_another_model_names_both_and_the_setting_that_keeps_the_former(tmp_path: Path) -> None:
    assert not _run(tmp_path, Named("both", 64))
    (note,) = _run(tmp_path, Named("english", 32))
    assert "encoded with the model both" in note
    assert "encodes it with english" in note
    assert "WORKSHOP_SEARCH_MODEL=both" in note


def test_going_back_to_the_former_model_encodes_nothing_again(tmp_path: Path) -> None:
    _run(tmp_path, Named("both", 64))
    _run(tmp_path, Named("english", 32))
    again = Named("both", 64)
    _run(tmp_path, again)
    assert again.encoded == 0
