"""A typed client made from the description of the API, checked by mypy and used against a real server."""

from __future__ import annotations

import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings

BESIDE = Path(__file__).parents[2] / ".venv-tools" / "bin" / "openapi-python-client"
GENERATOR = os.environ.get("CLIENT_GENERATOR") or (str(BESIDE) if BESIDE.exists() else None)

NO_HOOKS = "post_hooks: []\n"
"""The generator (0.29) lets ruff mend what it wrote, by its default rules. Those of ruff 0.17 have
PYI036, which makes ``*args: object`` of the ``*args: Any`` of ``Client.__exit__``; mypy then refuses to have them
handed on to httpx. What the generator writes by itself is clean.

It has another fault: for a body of two kinds it writes ``| Unset`` and does not import it, unless a parameter that
may be left out needs the same import. Each operation of ours has one, X-Request-ID."""
WAIT_S = 60.0


def operations(client: TestClient) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_operation_has_a_name_a_summary_and_response_models(client: TestClient) -> None:
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
    (folder / "generator.yml").write_text(NO_HOOKS)
    subprocess.run(
        [GENERATOR, "generate", "--path", folder / "openapi.json", "--meta", "none", "--fail-on-warning",
         "--config", folder / "generator.yml", "--output-path", folder / "wire_client"],
        check=True, cwd=folder, capture_output=True,
    )  # fmt: skip
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    shutil.rmtree(folder)


@dataclass(frozen=True)
class Caller:
    """Calls operations of the generated client against a server that is a process of its own."""

    client: Any

    def __call__(self, name: str, **given: Any) -> Any:
        return importlib.import_module(f"wire_client.api.{name}").sync(client=self.client, **given)

    def until(self, holds: Callable[[], Any], what: str) -> Any:
        """What ``holds`` gives once it gives something."""
        ends = time.monotonic() + WAIT_S
        while time.monotonic() < ends:
            if found := holds():
                return found
            time.sleep(0.1)
        raise AssertionError(f"not within {WAIT_S:g} s: {what}")


@pytest.fixture(scope="module")
def call(generated: Path, command: Any, real: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    data = real.copy(tmp_path_factory.mktemp("typed") / "data")
    key = json.loads(command("keys", "add", "typed", "--data", data, "--json").stdout)["key"]
    process = subprocess.Popen(
        command.argv("serve", "--port", "0", "--data", data),
        cwd=command.home, env=command.environment(), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    at = next(found for line in process.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
    threading.Thread(target=process.stderr.read, daemon=True).start()
    wire = importlib.import_module("wire_client")
    yield Caller(wire.AuthenticatedClient(base_url=at[0], token=key))
    process.terminate()
    process.wait(20)


def test_the_generated_client_is_fully_typed(generated: Path) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", generated / "cache", "wire_client"],
        cwd=generated, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.stdout.startswith("Success"), checked.stdout + checked.stderr


def test_the_generated_client_searches_lists_and_reads_errors(call: Caller) -> None:
    models = importlib.import_module("wire_client.models")
    answer = call("search.get_search", q="How can governments give small loans?", limit=3)
    assert isinstance(answer, models.AnswerOut)
    assert "micro credit" in answer.results[0].passage.text
    listed = call("documents.get_documents", limit=1)
    assert listed.items[0].id == answer.results[0].passage.document.id
    asked = models.QueryIn(query="Who spoke about Malaysia?", limit=2)
    assert len(call("search.post_search", body=asked).results) == 2
    refused = call("documents.get_passage", id="nothing", x_request_id="asked-by-the-typed-client")
    assert isinstance(refused, models.ProblemOut)
    assert refused.status == 404
    assert refused.request_id == "asked-by-the-typed-client"


def test_the_generated_client_uploads_a_file_and_finds_it(call: Caller) -> None:
    models = importlib.import_module("wire_client.models")
    types = importlib.import_module("wire_client.types")
    text = b"Glow worms light the caves of Waitomo."
    file = types.File(payload=io.BytesIO(text), file_name="caves.txt", mime_type="text/plain")
    job = call("writing.post_document", body=models.PostDocumentFilesBody(file=file))
    assert isinstance(job, models.JobOut), job

    def ended() -> Any:
        now = call("jobs.get_job", id=job.id)
        return now if now.state in ("done", "failed") else None

    assert call.until(ended, "the job ends").state == "done"

    def found() -> Any:
        best = call("search.get_search", q="What lights the caves of Waitomo?", limit=1).results[0].passage
        return best if best.document.id == job.document else None

    assert call.until(found, "the new document answers").text == text.decode()
    by_address = models.PostDocumentJsonDocumentIn(url="http://127.0.0.1/inside.pdf")
    refused = call("writing.post_document", body=by_address)
    assert isinstance(refused, models.JobOut)  # whether an address may be fetched is found out by the job
