"""Frozen values to JSON and back, by their own annotations."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_json(value: object) -> str:
    """``value``, a dataclass or plain data, as compact JSON."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))


def to_plain(value: object) -> Any:
    """Dataclasses as dictionaries (fields equal to their default left out), tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        items = ((f, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {f.name: to_plain(v) for f, v in items if f.default is dataclasses.MISSING or v != f.default}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value


def from_json(kind: type[T], text: str | bytes) -> T:
    """The value of dataclass ``kind`` that :func:`to_json` wrote."""
    return typing.cast(T, from_plain(kind, json.loads(text)))


def from_plain(kind: Any, data: Any) -> Any:
    """Inverse of :func:`to_plain` for dataclasses, tuples of them, optionals and plain scalars."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: from_plain(hints[name], value) for name, value in data.items() if name in hints})
    origin = typing.get_origin(kind)
    if origin is tuple:
        return tuple(from_plain(typing.get_args(kind)[0], item) for item in data)
    if origin in (typing.Union, types.UnionType):
        if data is None:
            return None
        inner = [arg for arg in typing.get_args(kind) if arg is not type(None)]
        return from_plain(inner[0], data) if len(inner) == 1 else data
    return data


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
