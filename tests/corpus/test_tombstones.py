"""The list of deletions is read back as it was written, and never half."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DamagedError
from corpus.tombstones import DELETED, Tombstone, read_tombstones, readable_tombstones, stamp, write_tombstones

tombstones = st.builds(
    Tombstone,
    st.from_regex(r"d[0-9a-f]{16}", fullmatch=True),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.none() | st.text(st.characters(exclude_categories=["Cs"])),
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@given(st.lists(tombstones, unique_by=lambda each: each.id))
def test_deletions_are_read_back_as_they_were_written(data: Path, given: list[Tombstone]) -> None:
    write_tombstones(data, given)
    assert read_tombstones(data) == {each.id: each for each in given}


@given(st.lists(tombstones, unique_by=lambda each: each.id), st.binary(min_size=1))
def test_a_damaged_list_is_refused_and_its_sound_lines_are_kept(
    data: Path, given: list[Tombstone], garbage: bytes
) -> None:
    write_tombstones(data, given)
    with (data / DELETED).open("ab") as file:
        file.write(b"{" + garbage.replace(b"\n", b"").replace(b"\r", b"") + b"\n")
    with pytest.raises(DamagedError, match="doctor --repair"):
        read_tombstones(data)
    assert readable_tombstones(data) == ({each.id: each for each in given}, True)


def test_without_a_list_nothing_was_deleted(tmp_path: Path) -> None:
    assert read_tombstones(tmp_path) == {}
    assert stamp(tmp_path) is None


def test_every_change_of_the_list_changes_its_stamp(tmp_path: Path) -> None:
    stamps = set()
    for number in range(5):
        write_tombstones(tmp_path, [Tombstone(f"d{number:016x}", "", "file:///a")])
        stamps.add(stamp(tmp_path))
    assert len(stamps) == 5
