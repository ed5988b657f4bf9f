"""Milvus is an extra: neither a dependency, nor imported, nor needed where it is not set."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpus.errors import StoreError
from search.index.milvus.connection import Address, Milvus

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]

_WITHOUT = """
import sys
for name in ("pymilvus", "milvus_lite", "grpc"):
    sys.modules[name] = None  # importing it fails
import api.app, api.cli.ingest, api.cli.move, api.cli.serve, search.index.milvus.build, search.index.milvus.vectors
from api.settings import Settings
api.app.create_app(Settings())
"""


def test_it_is_no_dependency() -> None:
    assert not [name for name in PROJECT["dependencies"] if "milvus" in name.lower()]
    assert any("pymilvus" in name for name in PROJECT["optional-dependencies"]["milvus"])


def test_the_program_runs_without_it() -> None:
    run = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.skipif(find_spec("pymilvus") is not None, reason="it is installed here")
def test_where_it_is_set_and_not_installed_the_error_says_what_to_install() -> None:
    with pytest.raises(StoreError, match=r"workshop-search\[milvus\]"):
        Milvus(Address("http://127.0.0.1:19530")).call(lambda client: client)
