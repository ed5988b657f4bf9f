"""Every command and example that is documented is run, against a real server, and every setting is documented."""

from __future__ import annotations

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from api.cli.main import main
from api.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
DOCUMENTS = {
    str(path.relative_to(ROOT)): path.read_text()
    for folder in ("", "corpus", "search", "ingest", "api")
    for path in sorted((ROOT / folder).glob("**/*.md" if folder else "[AR]*.md"))
}
GUIDE = (ROOT / "api" / "web" / "templates" / "docs.html").read_text()


class Examples(HTMLParser):
    """What stands in ``<pre data-run>``: language and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        language = dict(attrs).get("data-run")
        if tag == "pre" and language:
            self.found.append([language, ""])
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1][1] += data


@pytest.mark.parametrize("number", range(GUIDE.count("data-run=")))
def test_every_example_of_the_documentation_runs_unchanged(place: Any, number: int) -> None:
    with urlopen(f"{place.address}/docs") as answer:
        examples = Examples(answer.read().decode()).found
    assert len(examples) == GUIDE.count("data-run=")
    said = place.run(*examples[number])
    assert said.strip()
    if examples[number][1].startswith("curl"):
        assert "detail" not in json.loads(said), said


def blocks(text: str) -> list[str]:
    return re.findall(r"^```(?:sh|bash)?\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_example_in_the_readme_gives_the_answer_it_shows(place: Any) -> None:
    (asked,) = [block for block in blocks(README) if block.startswith("curl")]
    best = json.loads(place.run("sh", asked))["results"][0]["passage"]
    (shown,) = re.findall(r"^```json\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    said = json.loads(shown)["passage"]
    document = said.pop("document")
    assert {name: best[name] for name in said} == said
    assert {name: best["document"][name] for name in document} == document


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_and_make_target_in_the_documents_exists(name: str) -> None:
    text = DOCUMENTS[name]
    commands = set(re.findall(r"`workshop-search ([a-z]+)", text))
    for listed in re.findall(r"^workshop-search ([a-z, \"]+?)  ", text, re.MULTILINE):
        commands |= {part.split()[0] for part in listed.split(", ")}
    for each in sorted(commands):
        assert CliRunner().invoke(main, [each, "--help"]).exit_code == 0, each
    targets = sorted({*re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)})
    assert len(targets) > 2 or name != "README.md"
    if targets:
        subprocess.run(["make", "-n", *targets], cwd=ROOT, check=True, capture_output=True)


def test_every_setting_is_documented_and_no_unknown_one_is_named(place: Any) -> None:
    with urlopen(f"{place.address}/docs") as answer:
        page = answer.read().decode()
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(re.findall(PREFIX + r"[A-Z_]+", page)) == known
    for text in DOCUMENTS.values():
        assert {found.rstrip("_") for found in re.findall(PREFIX + r"[A-Z]+[A-Z_]*", text)} <= known
    assert all(field.description for field in Settings.model_fields.values())


def test_the_documentation_page_loads_nothing_from_other_sites(place: Any) -> None:
    with urlopen(f"{place.address}/docs") as answer:
        page = answer.read().decode()
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert all(at.startswith("/") for at in re.findall(r'(?:src|href)="([^#"]+)"', page))
