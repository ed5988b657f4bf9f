"""A Milvus of dictionaries in place of the client package, which is not installed by default.

What it does is what the real ones were seen to do; that they go on doing so is asked in ``tests/scale``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from search.engine import Engine
from search.index.milvus.connection import Address, Milvus
from search.query import Query
from search.snapshot.build import Build, build_and_publish
from search.snapshot.layout import Layout
from search.snapshot.manifest import Manifest
from search.snapshot.open import Snapshot

URI = "http://milvus.test:19530"


class FailedError(Exception):
    """An exception as pymilvus's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass
class Held:
    """A collection."""

    dimension: int = 0
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    loaded: bool = False
    index: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Server:
    """What is behind an address. ``failing`` gives the exception a method raises, ``met`` how many of those that
    pass a walk through a graph meets at most."""

    version: str = "v2.5.4"
    away: bool = False
    collections: dict[str, Held] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    failing: dict[str, Exception] = field(default_factory=dict)
    met: int | None = None
    calls: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    @property
    def loaded(self) -> list[str]:
        """The names of loaded collections."""
        return [name for name, held in self.collections.items() if held.loaded]


class Client:
    """The methods of pymilvus's client that are used."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_") or name == "close":
            return object.__getattribute__(self, name)
        server = self._server
        server.calls.append(name)
        if server.away:
            raise FailedError(2, "channel is not ready: milvus.test:19530")
        if name in server.failing:
            raise server.failing[name]
        return object.__getattribute__(self, name)

    def close(self) -> None:
        pass

    def _held(self, name: str, *, loaded: bool = False) -> Held:
        if name not in self._server.collections:
            raise FailedError(100, f"collection not found[collection={name}]")
        held = self._server.collections[name]
        if loaded and not held.loaded:
            raise FailedError(101, f"collection not loaded[collection={name}]")
        return held

    def get_server_version(self, timeout: float) -> str:
        return self._server.version

    def has_collection(self, name: str, timeout: float) -> bool:
        return name in self._server.collections

    def list_collections(self, timeout: float) -> list[str]:
        return list(self._server.collections)

    def create_schema(self, **_: Any) -> Any:
        fields: dict[str, dict[str, Any]] = {}
        return SimpleNamespace(fields=fields, add_field=lambda name, kind, **of: fields.update({name: of}))

    def create_collection(self, name: str, schema: Any, num_shards: int, timeout: float) -> None:
        self._server.collections[name] = Held(int(schema.fields["vector"]["dim"]))

    def drop_collection(self, name: str, timeout: float) -> None:
        if name in self._server.aliases.values():
            raise FailedError(1601, "cannot drop the collection via alias or with alias")
        self._server.collections.pop(name, None)

    def insert(self, name: str, rows: list[dict[str, Any]], timeout: float) -> None:
        self._held(name).rows.update({row["id"]: row for row in rows})

    def flush(self, name: str, timeout: float) -> None:
        self._held(name)

    def prepare_index_params(self) -> Any:
        made: dict[str, dict[str, Any]] = {}
        return SimpleNamespace(made=made, add_index=lambda field, **of: made.update({field: of}))

    def create_index(self, name: str, params: Any, timeout: float) -> None:
        self._held(name).index = params.made

    def load_collection(self, name: str, replica_number: int, timeout: float) -> None:
        self._held(name).loaded = True

    def release_collection(self, name: str, timeout: float) -> None:
        self._held(name).loaded = False

    def get_load_state(self, name: str, timeout: float) -> dict[str, str]:
        return {"state": "Loaded" if self._held(name).loaded else "NotLoad"}

    def describe_collection(self, name: str, timeout: float) -> dict[str, Any]:
        return {"fields": [{"name": "vector", "params": {"dim": self._held(name).dimension}}]}

    def query(self, name: str, filter: str, output_fields: list[str], **_: Any) -> list[dict[str, Any]]:
        rows = self._passing(self._held(name, loaded=True), filter)
        if output_fields == ["count(*)"]:
            return [{"count(*)": len(rows)}]
        return [{key: row[key] for key in output_fields} for row in rows]

    def search(self, name: str, data: list[Any], anns_field: str, filter: str, limit: int, **how: Any) -> Any:
        held, question = self._held(name, loaded=True), data[0]
        self._server.asked.append({"field": anns_field, "filter": filter, "limit": limit, **how})
        hits = []
        for row in self._passing(held, filter):
            if isinstance(question, dict):
                score = sum(weight * question.get(term, 0.0) for term, weight in row[anns_field].items())
                if not question.keys() & row[anns_field].keys():
                    continue
            else:
                score = float(np.dot(np.float32(row[anns_field]), np.float32(question)))
            hits.append({"id": row["id"], "distance": score})
        hits.sort(key=lambda hit: -hit["distance"])
        graph = held.index[anns_field]["index_type"] == "HNSW"
        return [hits[: min(limit, self._server.met)] if graph and self._server.met is not None else hits[:limit]]

    @staticmethod
    def _passing(held: Held, expression: str) -> list[dict[str, Any]]:
        """The expressions that are written are Python's as well."""
        functions = {
            "array_contains_any": lambda held, wanted: bool(set(held) & set(wanted)),
            "array_contains_all": lambda held, wanted: set(wanted) <= set(held),
        }
        return [row for row in held.rows.values() if not expression or eval(expression, functions, row)]

    def list_aliases(self, name: str, timeout: float) -> dict[str, list[str]]:
        self._held(name)
        return {"aliases": [alias for alias, held in self._server.aliases.items() if held == name]}

    def create_alias(self, name: str, alias: str, timeout: float) -> None:
        if alias in self._server.aliases:
            raise FailedError(1602, f"{alias} is alias to another collection, already exists")
        self._server.aliases[alias] = name

    def alter_alias(self, name: str, alias: str, timeout: float) -> None:
        if alias not in self._server.aliases:
            raise FailedError(1600, f"alias not found[alias={alias}]")
        self._server.aliases[alias] = name

    def drop_alias(self, alias: str, timeout: float) -> None:
        del self._server.aliases[alias]


Servers = dict[str, Server]


@pytest.fixture(autouse=True)
def servers(monkeypatch: pytest.MonkeyPatch) -> Servers:
    """The servers there are, by address; the client package leads to them."""
    found: Servers = {URI: Server()}

    def connect(uri: str, **_: Any) -> Client:
        server = found.get(uri) or Server(away=True)
        if server.away:
            raise FailedError(2, f"Fail connecting to server on {uri}")
        return Client(server)

    kinds = SimpleNamespace(INT64=5, FLOAT_VECTOR=101, ARRAY=22, SPARSE_FLOAT_VECTOR=104)
    monkeypatch.setitem(sys.modules, "pymilvus", SimpleNamespace(MilvusClient=connect, DataType=kinds))
    monkeypatch.setattr("search.index.milvus.connection._REST_SECONDS", 0.0)
    return found


@pytest.fixture
def server(servers: Servers) -> Server:
    """The one at :data:`URI`."""
    return servers[URI]


@pytest.fixture
def milvus() -> Milvus:
    """A connection to it."""
    return Milvus(Address(URI))


Publish = Callable[..., Manifest]


@pytest.fixture
def layout(library: Any, milvus: Milvus) -> Layout:
    """Where the library's snapshots are; empty as yet."""
    return Layout(library.data, milvus)


@pytest.fixture
def publish(library: Any, layout: Layout) -> Publish:
    """Publishes the library on Milvus."""
    from ingest.indexing.encoding import encode_missing
    from ingest.indexing.report import silent

    def publish(**of_build: Any) -> Manifest:
        encode_missing(library.catalogue, library.encoder, silent)
        build = replace(Build(library.encoder.identity, {}, {}, {}, store="milvus"), **of_build)
        return build_and_publish(library.catalogue, layout, build)

    return publish


@pytest.fixture
def filled(library: Any, publish: Publish) -> Manifest:
    """A library that answers from Milvus."""
    for number in range(8):
        library.add(f"d{number}", f"Credit number{number} for farms.")
    return publish()


@pytest.fixture
def answers(library: Any, layout: Layout) -> Callable[[], bool]:
    """Whether a question of the library is answered from what is published now."""

    def answers() -> bool:
        snapshot = Snapshot.open_current(layout)
        try:
            return bool(Engine(snapshot, library.encoder).search(Query("credit")).hits)
        finally:
            snapshot.close()

    return answers
