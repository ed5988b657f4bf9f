"""Logging to standard error in one format, for this program's lines, uvicorn's and other libraries' alike."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

LogFormat = Literal["console", "json"]

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the current request, also in the threads that compute for it."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def fields(**values: Any) -> dict[str, Any]:
    """Values for ``extra=`` of a log call: JSON values in JSON lines, ``name=value`` on a console."""
    return {"fields": values}


def configure(log_format: LogFormat, log_level: str) -> None:
    """Send everything that is logged to standard error. A serving process calls this once.

    Give uvicorn ``log_config=None``, so that its loggers pass their lines on.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if log_format == "json" else ConsoleFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)  # operators do not need the info lines of libraries
    logging.getLogger("workshop_search").setLevel(log_level.upper())


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """``time``, ``level``, ``logger``, ``message``, ``request_id`` within a request, fields, ``exception``."""
        line = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class ConsoleFormatter(logging.Formatter):
    """A line for a person. Control characters are escaped, so that clients cannot forge lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, message, fields; a traceback below."""
        given = {"request_id": REQUEST_ID.get(), **getattr(record, "fields", {})}
        shown = [f"{name}={value}" for name, value in given.items() if value is not None]
        line = " ".join((_time(record), record.levelname, record.getMessage(), *shown))
        line = _CONTROL.sub(lambda found: repr(found[0])[1:-1], line)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
