"""A typed client made from the description of the API, checked by mypy and used against a real server."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings

BESIDE = Path(__file__).parents[2] / ".venv-tools" / "bin" / "openapi-python-client"
GENERATOR = os.environ.get("CLIENT_GENERATOR") or (str(BESIDE) if BESIDE.exists() else None)

GENERATORS_OWN = (
    "wire_client/client.py",
    "wire_client/api/writing/post_document.py",
)
"""Where the generator is at fault: in every client, and (an import left out) for a body of two kinds."""


def operations(client: TestClient) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_operation_has_a_name_a_summary_and_models_for_what_it_answers(client: TestClient) -> None:
    names = []
    for method, path, operation in operations(client):
        names.append(operation["operationId"])
        assert operation["summary"], path
        assert operation["description"], path
        good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        assert good, path
        assert all(media["schema"] for answer in good for media in answer["content"].values()), (method, path)
        for status in ("4XX", "5XX"):
            (media,) = operation["responses"][status]["content"].items()
            assert media == ("application/problem+json", {"schema": {"$ref": "#/components/schemas/ProblemOut"}})
    assert len(names) == len(set(names))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package ``wire_client``, made without a warning."""
    if GENERATOR is None:
        pytest.skip("`make test-client` installs the generator, which wants other versions than ours")
    folder = tmp_path_factory.mktemp("client")
    described = create_app(Settings(data=folder / "nothing")).openapi()
    (folder / "openapi.json").write_text(json.dumps(described))
    path = os.pathsep.join((str(Path(sys.executable).parent), str(Path(GENERATOR).parent), os.environ["PATH"]))
    subprocess.run(
        [GENERATOR, "generate", "--path", folder / "openapi.json", "--meta", "none", "--fail-on-warning",
         "--output-path", folder / "wire_client"],
        check=True, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True,
    )  # fmt: skip
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    shutil.rmtree(folder)


def test_a_client_made_from_the_description_is_typed_and_asks_lists_and_is_refused(
    generated: Path, client: TestClient
) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--ignore-missing-imports", "--no-error-summary", "wire_client"],
        cwd=generated, capture_output=True, text=True, check=False,
    )  # fmt: skip
    faults = [line for line in checked.stdout.splitlines() if not line.startswith(GENERATORS_OWN)]
    assert not faults
    wire = importlib.import_module("wire_client").Client(base_url="http://testserver").set_httpx_client(client)

    def call(name: str, **given: Any) -> Any:
        return importlib.import_module(f"wire_client.api.{name}").sync(client=wire, **given)

    models = importlib.import_module("wire_client.models")
    answer = call("search.get_search", q="How can governments give small loans?", limit=3)
    assert isinstance(answer, models.AnswerOut)
    assert "micro credit" in answer.results[0].passage.text
    listed = call("documents.get_documents", limit=1)
    assert listed.items[0].id == answer.results[0].passage.document.id
    asked = models.QuestionIn(query="Who spoke about Malaysia?", limit=2)
    assert len(call("search.post_search", body=asked).results) == 2
    refused = call("documents.get_passage", id="nothing")
    assert isinstance(refused, models.ProblemOut)
    assert refused.status == 404
