"""Settings, from the environment (``WORKSHOP_SEARCH_*``) or from the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.http.host_names import Hosts, origin_set
from corpus.errors import InputError
from search.index.milvus.connection import Address, Milvus
from search.snapshot.build import StoreKind
from search.snapshot.layout import Layout
from search.snapshot.retention import KEEP

PREFIX = "WORKSHOP_SEARCH_"


class Settings(BaseSettings):
    """What an operator may set. Every field is an environment variable: ``data`` is ``WORKSHOP_SEARCH_DATA``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data: Path = Field(Path("data"), description="The data directory: catalogue, snapshots, models.")
    model: str | None = Field(
        None,
        description="A sentence-transformers model by path or name; the packaged all-MiniLM-L6-v2 when not set.",
    )
    encoder: Literal["openvino", "torch"] = Field(
        "openvino", description="What computes the vectors: compiled by OpenVINO, or sentence-transformers itself."
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    reads: Literal["open", "keyed"] = Field(
        "open",
        description="Who may read: everybody, or who sends a key. Writing needs a key in either case.",
    )
    allowed_hosts: str = Field(
        "",
        description="Names this service is called by, besides those of loopback and the address it listens on; "
        "separated by commas. A name without a port fits any.",
    )
    allowed_origins: str = Field(
        "",
        description="Origins of other sites whose pages may call the API from a browser, such as "
        "https://app.example.org; separated by commas.",
    )
    store: StoreKind = Field(
        "faiss", description="Where vectors are published: in files of the data directory, or on Milvus."
    )
    milvus_uri: str | None = Field(
        None,
        repr=False,  # a password may stand in it
        description="Where Milvus is: http://HOST:19530, or the path of a Milvus Lite file, NAME.db.",
    )
    milvus_token: str | None = Field(
        None, repr=False, description="What Milvus asks for: a token, or USER:PASSWORD."
    )
    milvus_shards: int = Field(1, ge=1, le=16, description="Parts a collection on Milvus is written in.")
    milvus_replicas: int = Field(
        1, ge=1, description="How many times a collection is loaded on Milvus, each on query nodes of its own."
    )
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="Addresses of proxies believed when they say who asks (X-Forwarded-For); separated by commas.",
    )
    poll_seconds: float = Field(
        1.0, gt=0, le=3600, description="How often a running server looks for a newly published snapshot."
    )

    log_format: Literal["console", "json"] = Field(
        "console", description="How lines are logged: for people, or one JSON object each."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="What is logged: `info` has a line for each request, `warning` only what goes wrong."
    )
    log_questions: bool = Field(False, description="Whether questions themselves may stand in the log.")

    rate_per_address: int = Field(
        600,
        ge=0,
        description="Requests a minute from one address, in each server process; 0 is no limit. Loopback is never "
        "limited; behind a proxy on this machine, its clients are.",
    )
    rate_per_key: int = Field(
        1200, ge=0, description="Requests a minute with one key, in each server process; 0 is no limit."
    )
    max_under_way: int = Field(
        64,
        ge=1,
        description="Requests computed or waiting at a time in each server process; more get 503 at once.",
    )
    max_connections: int = Field(
        2048,
        ge=1,
        description="Connections open at a time in each server process; requests on more get 503. Each takes one "
        "of the files that the system lets a process open.",
    )
    max_body_bytes: int = Field(
        5 * 1024 * 1024, ge=1024, description="The largest body of a request; files have a limit of their own."
    )
    deadline_seconds: float = Field(
        10.0, gt=0, le=600, description="How long an answer may take, waiting included, before it is given up."
    )

    keep_snapshots: int = Field(
        KEEP, ge=1, description="How many of the newest snapshots stay after one is published."
    )
    ingest_roots: str = Field(
        "", description="Folders that POST /v1/ingest may take in, and what is in them; separated by colons."
    )
    max_papers: int = Field(
        2000, ge=0, description="How many of the papers that one page links to are fetched; the rest is named."
    )
    allow_private: bool = Field(
        False,
        description="Whether URLs given over HTTP or to `ingest` may lead to private and loopback addresses.",
    )
    max_upload_bytes: int = Field(
        128 * 1024 * 1024, ge=1, description="The largest file POST /v1/documents takes."
    )

    @property
    def milvus(self) -> Milvus | None:
        """A connection to Milvus, made when it is first needed; None where none is set."""
        if not self.milvus_uri:
            return None
        return Milvus(Address(self.milvus_uri, self.milvus_token, self.milvus_shards, self.milvus_replicas))

    @property
    def layout(self) -> Layout:
        """Where snapshots are."""
        return Layout(self.data, self.milvus)

    @property
    def roots(self) -> tuple[Path, ...]:
        """``ingest_roots`` as real paths."""
        return tuple(Path(part).resolve() for part in self.ingest_roots.split(os.pathsep) if part)

    @property
    def hosts(self) -> Hosts:
        """The names this service is called by."""
        return Hosts.parse(self.allowed_hosts, self.host)

    @property
    def origins(self) -> frozenset[str]:
        """``allowed_origins`` as browsers send them."""
        return origin_set(self.allowed_origins)

    @field_validator("allowed_hosts")
    @classmethod
    def _hosts_fit(cls, value: str) -> str:
        Hosts.parse(value)
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _origins_fit(cls, value: str) -> str:
        origin_set(value)
        return value

    def as_environment(self) -> dict[str, str]:
        """The same settings for a child process."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        given["data"] = self.data.resolve()
        return {PREFIX + name.upper(): str(value) for name, value in given.items() if value is not None}

    @classmethod
    def load(cls, **given: Any) -> Settings:
        """Settings from the environment, values that are not None in ``given`` taking their place.

        Raises InputError for an unknown ``WORKSHOP_SEARCH_*`` variable or a value that does not fit.
        """
        _refuse_unknown(os.environ)
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            first = error.errors()[0]
            name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
            raise InputError(f"The setting {name} does not fit: {first['msg']}.") from error


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in environment:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise InputError(f"There is no setting {name}; the settings are {', '.join(sorted(known))}.")
