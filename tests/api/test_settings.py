from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import PREFIX, Settings
from corpus.errors import InputError


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WORKSHOP_SEARCH_DATA", str(tmp_path))
    monkeypatch.setenv("WORKSHOP_SEARCH_PORT", "9000")
    loaded = Settings.load()
    assert (loaded.data, loaded.port) == (tmp_path, 9000)


def test_given_values_take_precedence_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKSHOP_SEARCH_PORT", "9000")
    assert Settings.load(port=9001, data=None).port == 9001


def test_the_default_data_directory_is_in_the_working_directory() -> None:
    assert Settings.load().data == Path("data")


@pytest.mark.parametrize("name", ["WORKSHOP_SEARCH_DATTA", "workshop_search_typo", "WORKSHOP_SEARCH_"])
def test_an_unknown_setting_is_refused_with_the_known_ones(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(InputError, match=rf"Unknown setting {name}\. The settings are .*WORKSHOP_SEARCH_DATA"):
        Settings.load()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "many"), ("PORT", "70000"), ("POLL_SECONDS", "0"), ("ENCODER", "magic")]
)
def test_an_invalid_value_names_its_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(InputError, match=f"Invalid setting {PREFIX}{name}:"):
        Settings.load()
