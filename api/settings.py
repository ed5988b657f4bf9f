"""Settings from the environment (``WORKSHOP_SEARCH_*``) and the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.http.host_names import HostNames, origin_set
from api.http.logs import LogFormat
from corpus.errors import InputError
from search.index.milvus.connection import Address, Milvus
from search.snapshot.build import StoreKind
from search.snapshot.layout import Layout
from search.snapshot.retention import KEEP

PREFIX = "WORKSHOP_SEARCH_"


class Settings(BaseSettings):
    """The settings of this program. Each field is an environment variable: ``data`` is
    ``WORKSHOP_SEARCH_DATA``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data: Path = Field(Path("data"), description="The data directory, with catalogue, snapshots and models.")
    model: str | None = Field(
        None,
        description="The model that encodes texts: `both` (English and a hundred other languages), `english`, "
        "`multilingual`, or a sentence-transformers model by name or path; two joined by `+` are used together. "
        "Without it, a library keeps its model, and a new one is encoded with `both`, or with `english` where the "
        "multilingual model cannot be installed.",
    )
    encoder: Literal["openvino", "torch"] = Field(
        "openvino",
        description="What computes vectors: the model compiled by OpenVINO, or sentence-transformers with torch.",
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    reads: Literal["open", "keyed"] = Field(
        "open",
        description="Who may read: anyone (`open`) or requests with a key (`keyed`). Writing always needs a key.",
    )
    allowed_hosts: str = Field(
        "",
        description="Host names the service answers to besides loopback and the address it listens on, separated "
        "by commas. A name without a port allows any port.",
    )
    allowed_origins: str = Field(
        "",
        description="Origins of other sites whose pages may call the API from a browser, separated by commas; "
        "for example https://app.example.org.",
    )
    public_url: str = Field(
        "",
        description="The address under which others reach this service, for permanent links in citations; for "
        "example https://library.example.org. Without it, a service reached by loopback gives no such links.",
    )
    store: StoreKind = Field(
        "faiss", description="Where vectors are stored: in files of the data directory (`faiss`), or on Milvus."
    )
    milvus_uri: str | None = Field(
        None,
        repr=False,  # it may contain a password
        description="The address of Milvus: http://HOST:19530, or the path of a Milvus Lite file, NAME.db.",
    )
    milvus_token: str | None = Field(
        None, repr=False, description="The credentials for Milvus: a token, or USER:PASSWORD."
    )
    milvus_shards: int = Field(1, ge=1, le=16, description="Shards of a collection on Milvus.")
    milvus_replicas: int = Field(
        1, ge=1, description="Replicas of a collection on Milvus, each on its own query nodes."
    )
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="Addresses of the proxies whose X-Forwarded-For header is trusted, separated by commas.",
    )
    poll_seconds: float = Field(
        1.0, gt=0, le=3600, description="Seconds between two checks of a running server for a new snapshot."
    )

    log_format: LogFormat = Field(
        "console", description="The format of log lines: text for people, or one JSON object per line."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged: `info` has a line for each request, `warning` only problems."
    )
    log_questions: bool = Field(False, description="Whether the log contains the text of questions.")

    rate_per_address: int = Field(
        600,
        ge=0,
        description="Requests per minute from one address; 0 is no limit. Loopback is not limited, but clients of "
        "a proxy on this machine are.",
    )
    rate_per_key: int = Field(1200, ge=0, description="Requests per minute with one key; 0 is no limit.")
    workers: int | None = Field(
        None, ge=1, description="Server processes. Without it, as many as cores and free memory allow."
    )
    max_under_way: int = Field(
        64,
        ge=1,
        description="Requests being computed or waiting in each server process; further requests get 503 at once.",
    )
    max_connections: int = Field(
        2048,
        ge=1,
        description="Open connections in each server process; requests on further ones get 503. Each connection "
        "needs one file descriptor.",
    )
    max_body_bytes: int = Field(
        5 * 1024 * 1024,
        ge=1024,
        description="The largest request body in bytes; uploaded files have their own limit.",
    )
    deadline_seconds: float = Field(
        10.0,
        gt=0,
        le=600,
        description="The longest time for an answer in seconds, including waiting; then the request gets 503.",
    )

    keep_snapshots: int = Field(
        KEEP, ge=1, description="How many of the newest snapshots are kept after a new one is published."
    )
    ingest_roots: str = Field(
        "", description="Folders that POST /v1/ingest may read, with everything below them, separated by colons."
    )
    max_papers: int = Field(
        2000, ge=0, description="How many of the files that a page links to are fetched. The others are reported."
    )
    allow_private: bool = Field(
        False,
        description="Whether documents may be fetched from private and loopback addresses.",
    )
    max_upload_bytes: int = Field(
        128 * 1024 * 1024, ge=1, description="The largest file in bytes that POST /v1/documents accepts."
    )

    @property
    def milvus(self) -> Milvus | None:
        """A connection to Milvus, opened when it is first used; None if no address is set."""
        if not self.milvus_uri:
            return None
        return Milvus(Address(self.milvus_uri, self.milvus_token, self.milvus_shards, self.milvus_replicas))

    @property
    def layout(self) -> Layout:
        """The layout of the data directory."""
        return Layout(self.data, self.milvus)

    @property
    def roots(self) -> tuple[Path, ...]:
        """``ingest_roots`` as resolved paths."""
        return tuple(Path(part).resolve() for part in self.ingest_roots.split(os.pathsep) if part)

    @property
    def hosts(self) -> HostNames:
        """The host names this service answers to."""
        return HostNames.parse(self.allowed_hosts, self.host)

    @property
    def origins(self) -> frozenset[str]:
        """``allowed_origins`` as browsers send them."""
        return origin_set(self.allowed_origins)

    @field_validator("allowed_hosts")
    @classmethod
    def _hosts_fit(cls, value: str) -> str:
        HostNames.parse(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _public_url_fits(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (
            parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment
        ):
            raise ValueError("give an address such as https://library.example.org")
        return value.rstrip("/")

    @field_validator("allowed_origins")
    @classmethod
    def _origins_fit(cls, value: str) -> str:
        origin_set(value)
        return value

    def as_environment(self) -> dict[str, str]:
        """These settings as environment variables, for a child process."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        given["data"] = self.data.resolve()
        return {PREFIX + name.upper(): str(value) for name, value in given.items() if value is not None}

    @classmethod
    def load(cls, **given: Any) -> Settings:
        """Settings from the environment; values in ``given`` that are not None take precedence.

        Raises InputError for an unknown ``WORKSHOP_SEARCH_*`` variable and for an invalid value.
        """
        _refuse_unknown(os.environ)
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            first = error.errors()[0]
            name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
            raise InputError(f"Invalid setting {name}: {first['msg']}.") from error


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in environment:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise InputError(f"Unknown setting {name}. The settings are {', '.join(sorted(known))}.")
