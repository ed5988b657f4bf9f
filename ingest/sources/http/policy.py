"""How a fetcher behaves: its limits and its manners."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version


def default_user_agent() -> str:
    """The name of this program and its version."""
    try:
        return f"workshop-search/{version('workshop-search')}"
    except PackageNotFoundError:
        return "workshop-search"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Limits and manners. Seconds and bytes.

    ``total_timeout`` is for one attempt with all its redirects, not counting waits for the host's turn.
    ``min_interval`` lies between the end of one request to a host and the next. A server that asks to wait
    longer than ``max_wait`` is not waited for. ``attempts`` counts the first.
    """

    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 180.0
    max_bytes: int = 128 * 1024 * 1024
    max_redirects: int = 5
    min_interval: float = 1.0
    attempts: int = 3
    backoff: float = 1.0
    max_wait: float = 60.0
    allow_private: bool = False
    user_agent: str = field(default_factory=default_user_agent)
