"""Keys for the HTTP interface."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.keys import SCOPES, Key, Keys
from corpus.errors import InputError, NotFoundError


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Keys]:
    with Catalogue.open(tmp_path / "catalogue.sqlite") as catalogue:
        yield Keys(catalogue)


def test_a_key_is_known_by_its_text_and_by_nothing_near_it(keys: Keys) -> None:
    key, text = keys.add("editor")
    assert keys.check(text) == key
    for near in (text[:-1], text + "x", text.upper(), text.replace("wsk", "key"), key.id, "", "é" * 40, "wsk__"):
        assert keys.check(near) is None


def test_two_keys_open_as_themselves(keys: Keys) -> None:
    (first, one), (second, two) = keys.add("first", "read"), keys.add("second", "admin")
    assert keys.check(one) == first
    assert keys.check(two) == second
    mixed = one.rpartition("_")[0] + "_" + two.rpartition("_")[2]
    assert keys.check(mixed) is None


def test_a_revoked_key_opens_nothing(keys: Keys) -> None:
    _, text = keys.add("editor")
    assert keys.exist()
    keys.revoke("editor")
    assert keys.check(text) is None
    assert not keys.exist()
    with pytest.raises(NotFoundError, match="there is none"):
        keys.revoke("editor")


def test_the_secret_is_in_no_byte_of_the_catalogue(keys: Keys, tmp_path: Path) -> None:
    _, text = keys.add("editor")
    secret = text.rpartition("_")[2].encode()
    assert len(secret) >= 20
    assert not any(secret in path.read_bytes() for path in tmp_path.iterdir())


def test_a_name_is_taken_once_and_has_to_be_plain(keys: Keys) -> None:
    keys.add("editor")
    for name in ("editor", "", "a b", "x" * 65, "a\n"):
        with pytest.raises(InputError):
            keys.add(name)


def test_each_scope_includes_those_before_it() -> None:
    table = [[Key("", "", have, "").allows(want) for want in SCOPES] for have in SCOPES]
    assert table == [[True, False, False], [True, True, False], [True, True, True]]
