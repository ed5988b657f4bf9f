from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import NotFoundError, StoreError
from corpus.notebooks import Notebook, Notebooks

ITEMS = [{"id": "one", "note": "Ä note"}, {"id": "two"}]


def test_what_is_written_is_read_and_each_key_has_its_own(tmp_path: Path) -> None:
    assert Notebooks(tmp_path).read("a") == Notebook()
    assert Notebooks(tmp_path).write("a", ITEMS, 0) == Notebook(1, tuple(ITEMS))
    assert Notebooks(tmp_path).read("a") == Notebook(1, tuple(ITEMS))
    assert Notebooks(tmp_path).read("b") == Notebook()


def test_what_was_written_since_is_not_overwritten(tmp_path: Path) -> None:
    notebooks = Notebooks(tmp_path)
    notebooks.write("a", ITEMS, 0)
    assert notebooks.write("a", [], 0) is None
    assert notebooks.read("a").items == tuple(ITEMS)
    assert notebooks.write("a", [], 1) == Notebook(2)


def test_a_token_opens_the_notebook_as_it_is_and_stays_the_same(tmp_path: Path) -> None:
    notebooks = Notebooks(tmp_path)
    token = notebooks.share("a")
    notebooks.write("a", ITEMS, 0)
    assert notebooks.share("a") == token
    assert notebooks.shared(token).items == tuple(ITEMS)


def test_a_withdrawn_token_opens_nothing_even_if_its_file_is_still_there(tmp_path: Path) -> None:
    notebooks = Notebooks(tmp_path)
    notebooks.write("a", ITEMS, 0)
    token = notebooks.share("a")
    file = tmp_path / "notebooks" / f"{token}.share"
    content = file.read_bytes()
    notebooks.unshare("a")
    assert not file.exists()
    file.write_bytes(content)
    with pytest.raises(NotFoundError, match="not valid"):
        notebooks.shared(token)
    assert notebooks.read("a").items == tuple(ITEMS)


@pytest.mark.parametrize("token", ["", "unknown", "../a", "a.json", "x" * 100])
def test_an_unknown_token_is_not_found(tmp_path: Path, token: str) -> None:
    Notebooks(tmp_path).write("a", ITEMS, 0)
    with pytest.raises(NotFoundError, match="not valid"):
        Notebooks(tmp_path).shared(token)


@pytest.mark.parametrize("content", ["", "[]", '{"revision": 1}', "\x00"])
def test_a_damaged_file_is_an_error_and_stays(tmp_path: Path, content: str) -> None:
    path = tmp_path / "notebooks" / "a.json"
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(StoreError, match="cannot be read"):
        Notebooks(tmp_path).read("a")
    with pytest.raises(StoreError, match="cannot be read"):
        Notebooks(tmp_path).write("a", ITEMS, 1)
    assert path.read_text() == content
