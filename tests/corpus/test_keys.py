from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.keys import SCOPES, Key, Keys, authenticate
from corpus.catalogue.schema import MIGRATIONS
from corpus.errors import InputError, KeyRefusedError, NotFoundError

NOW = datetime.now(UTC)


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Keys]:
    with Catalogue.open(tmp_path / "catalogue.sqlite") as catalogue:
        yield Keys(catalogue)


def test_a_key_is_known_by_its_text_and_by_nothing_near_it(keys: Keys) -> None:
    key, text = keys.add("editor")
    stored = keys.stored()
    assert authenticate(stored, text).key == key
    other = text[:-1] + ("x" if text[-1] != "x" else "y")
    for near in (other, text[:-1], text + "x", text.upper(), text.replace("wsk", "key"), key.id, "", "é" * 40):
        with pytest.raises(KeyRefusedError, match="Unknown key"):
            authenticate(stored, near)


def test_each_key_is_known_by_its_own_secret(keys: Keys) -> None:
    (first, one), (second, two) = keys.add("first", "read"), keys.add("second", "admin")
    stored = keys.stored()
    assert (authenticate(stored, one).key, authenticate(stored, two).key) == (first, second)
    with pytest.raises(KeyRefusedError):
        authenticate(stored, one[:13] + two[13:])


def test_an_unknown_id_takes_as_long_as_a_wrong_secret(keys: Keys) -> None:
    _, text = keys.add("editor")
    stored = keys.stored()

    def least(claim: str) -> float:
        taken = []
        for _ in range(5):
            begun = time.process_time()
            with pytest.raises(KeyRefusedError):
                authenticate(stored, claim)
            taken.append(time.process_time() - begun)
        return min(taken)

    wrong, unknown = least(text[:13] + "A" * 43), least("wsk_00000000_" + "A" * 43)
    assert 0.5 < wrong / unknown < 2
    assert wrong > 0.005


def test_a_revoked_key_is_refused_and_its_name_is_free(keys: Keys) -> None:
    _, text = keys.add("editor")
    keys.revoke("editor")
    assert "revoked" in (authenticate(keys.stored(), text).key.ended(NOW) or "")
    _, again = keys.add("editor")
    assert authenticate(keys.stored(), again).key.ended(NOW) is None
    keys.revoke("editor")
    with pytest.raises(NotFoundError, match="valid keys are: none"):
        keys.revoke("editor")


def test_a_key_is_valid_until_the_second_it_expires(keys: Keys) -> None:
    key, _ = keys.add("guest", "read", NOW + timedelta(days=1))
    assert key.expires is not None
    end = datetime.fromisoformat(key.expires)
    assert key.ended(end - timedelta(seconds=1)) is None
    assert "expired" in (key.ended(end) or "")
    with pytest.raises(InputError, match="past"):
        keys.add("late", "read", NOW - timedelta(days=1))


def test_keys_of_an_older_catalogue_stay_valid(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    import sqlite3

    db = sqlite3.connect(path)
    db.executescript(f"{''.join(MIGRATIONS[:3])} PRAGMA user_version = 3;")
    db.execute(
        "INSERT INTO api_key VALUES ('0a0a0a0a', 'old', 'write', x'00', x'01', '2026-01-01T00:00:00+00:00')"
    )
    db.commit()
    db.close()
    with Catalogue.open(path) as catalogue:
        assert Keys(catalogue).all() == [Key("0a0a0a0a", "old", "write", "2026-01-01T00:00:00+00:00")]


def test_the_secret_is_in_no_byte_of_the_catalogue(keys: Keys, tmp_path: Path) -> None:
    _, text = keys.add("editor")
    secret = text.encode()[13:]
    assert len(secret) == 43
    assert not any(secret in path.read_bytes() for path in tmp_path.iterdir())


def test_a_name_is_taken_once_and_has_to_be_plain(keys: Keys) -> None:
    keys.add("editor")
    for name in ("editor", "", "a b", "x" * 65, "a\n"):
        with pytest.raises(InputError):
            keys.add(name)


def test_each_scope_includes_those_before_it() -> None:
    table = [[Key("", "", have, "").allows(want) for want in SCOPES] for have in SCOPES]
    assert table == [[True, False, False], [True, True, False], [True, True, True]]
