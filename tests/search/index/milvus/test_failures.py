"""What Milvus fails with is told as an error of ours, which says whether to try again, and no password."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from corpus.errors import DamagedError, StoreAwayError, StoreError, in_full
from search.index.milvus.connection import Address, Milvus
from search.index.milvus.failures import NotLoadedError, RefusedError, translated

SERVER = Address("http://milvus.test:19530")
LITE = Address("/tmp/library.db")


class CodedError(Exception):
    """An exception with a number of Milvus's, or a state of gRPC's."""

    def __init__(self, code: Any, message: str = "said so", **more: Any) -> None:
        super().__init__(message)
        self.code, self.message = code, message
        self.__dict__.update(more)


def grpc(name: str) -> CodedError:
    return CodedError(lambda: SimpleNamespace(name=name, value=(1, name.lower())))


def caused(error: Exception, cause: Exception | None = None) -> Exception:
    error.__cause__ = cause or error
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (CodedError(100), DamagedError),
        (CodedError(101), NotLoadedError),
        (CodedError(4, "request limit exceeded"), StoreAwayError),
        (CodedError(8, "rate limit"), StoreAwayError),
        (CodedError(503, "channel not available"), StoreAwayError),
        (CodedError(65535, "something", retriable=True), StoreAwayError),
        (CodedError(SimpleNamespace(name="UNAVAILABLE")), StoreAwayError),
        (grpc("DEADLINE_EXCEEDED"), StoreAwayError),
        (ConnectionResetError("reset"), StoreAwayError),
        (ValueError("Cannot invoke RPC on closed channel!"), StoreAwayError),
        (CodedError(1100, "invalid parameter"), RefusedError),
        (CodedError(65535, "something", is_input_error=True), RefusedError),
        (grpc("UNAUTHENTICATED"), RefusedError),
        (caused(CodedError(2, "Fail connecting to server"), grpc("UNAUTHENTICATED")), RefusedError),
        (caused(CodedError(1100, "raised from itself")), RefusedError),
        (TypeError("no such argument"), RefusedError),
        (CodedError(65535, "nobody knows"), StoreError),
        (RuntimeError("nobody knows"), StoreError),
    ],
    ids=str,
)
def test_an_error_is_named_by_what_can_be_done(error: Exception, kind: type[StoreError]) -> None:
    found = translated(error, SERVER)
    assert type(found) is kind
    assert ("again" in str(found)) == isinstance(found, StoreAwayError)


def test_six_is_a_wrong_request_on_milvus_lite_alone() -> None:
    assert type(translated(CodedError(6), LITE)) is RefusedError
    assert type(translated(CodedError(6), SERVER)) is StoreError


def test_an_error_of_ours_stays_what_it_is() -> None:
    error = DamagedError("half of it")
    assert translated(error, SERVER) is error


SECRET = Address("https://reader:p%40ss-word@milvus.test:19530/db?token=abc", "root:Secret7")


@pytest.mark.parametrize(
    "said",
    [
        "Fail connecting to https://reader:p%40ss-word@milvus.test:19530/db?token=abc",
        "wrong password p@ss-word of reader:p%40ss-word",
        "token root:Secret7 is refused, Secret7 being wrong",
    ],
)
@pytest.mark.parametrize("code", [2, 100, 101, 1100, 65535])
def test_no_secret_is_told_to_anyone(said: str, code: int) -> None:
    told = in_full(translated(CodedError(code, said), SECRET)) + repr(SECRET) + SECRET.shown
    for secret in ("p%40ss-word", "p@ss-word", "Secret7", "token=abc"):
        assert secret not in told
    assert "https://milvus.test:19530" in told


def test_where_milvus_is_and_what_it_said_is_for_the_operator_alone() -> None:
    found = translated(CodedError(2, "Fail connecting to 10.0.0.7:19530"), SERVER)
    assert str(found) == "The vector store does not answer now. Try again shortly."
    assert "10.0.0.7" in found.operator
    assert "WORKSHOP_SEARCH_MILVUS_URI" in in_full(found)


def test_after_a_failure_nobody_waits_in_line_for_the_next(
    milvus: Milvus, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.index.milvus.connection._REST_SECONDS", 60.0)
    server.away = True
    for _ in range(3):
        with pytest.raises(StoreAwayError, match="does not answer"):
            milvus.call(lambda client: client.list_collections(timeout=1))
    server.away = False
    with pytest.raises(StoreAwayError):
        milvus.call(lambda client: client.list_collections(timeout=1))
    assert server.calls == []


def test_a_lost_connection_is_made_anew(milvus: Milvus, server: Any) -> None:
    milvus.call(lambda client: client.list_collections(timeout=1))
    server.away = True
    with pytest.raises(StoreAwayError):
        milvus.call(lambda client: client.list_collections(timeout=1))
    server.away = False
    assert milvus.call(lambda client: client.list_collections(timeout=1)) == []
    milvus.close()
    assert milvus.call(lambda client: client.list_collections(timeout=1)) == []


def test_the_client_logs_nothing_of_its_own(milvus: Milvus) -> None:
    milvus.call(lambda client: client.list_collections(timeout=1))
    assert logging.getLogger("pymilvus").level == logging.CRITICAL
