"""Uploaded files."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.types import Message

from corpus.disk import why
from corpus.errors import InputError, StoreError

_NAME_BYTES = 150
_OVERHEAD = 64 * 1024
"""Bytes a form may have beside the file."""


async def read_form(request: Request, max_bytes: int) -> tuple[UploadFile, dict[str, str]]:
    """The file of a multipart form and its text fields. Raises HTTPException 413 beyond ``max_bytes``,
    InputError."""
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > max_bytes + _OVERHEAD:
            raise HTTPException(413, f"The file is too large. The limit is {max_bytes} bytes.")
        return message

    form: Any = await Request(request.scope, receive).form(max_files=1, max_fields=8)
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise InputError("Send the file in the field `file` of a multipart form.")
    return file, {name: value for name, value in form.multi_items() if isinstance(value, str)}


def safe_name(given: str | None) -> str:
    """The last part of a file name, safe to use on disk and at most ``_NAME_BYTES`` long."""
    name = PurePosixPath(unicodedata.normalize("NFC", given or "").replace("\\", "/")).name
    name = re.sub(r"[\x00-\x1f\x7f/]", "", name).lstrip(".").strip()
    stem, dot, ending = name.rpartition(".")
    while len(name.encode("utf-8", "replace")) > _NAME_BYTES:
        stem = stem[:-1]
        name = f"{stem}{dot}{ending[:20]}"
    return name.encode("utf-8", "replace").decode() or "upload"


def upload_source(name: str, workshop: str | None, talk: str | None) -> str:
    """The source of an uploaded file. The same name and talk give the same source, so that a new upload replaces
    it."""
    return "upload:" + "/".join(quote(part, safe="") for part in (workshop or "", talk or "", name))


def save_upload(file: UploadFile, folder: Path, name: str) -> None:
    """Write an upload into a new ``folder``. Raises StoreError when it cannot be written."""
    try:
        folder.mkdir(parents=True)
        with (folder / name).open("xb") as target:
            shutil.copyfileobj(file.file, target)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreError(f"The upload could not be saved ({why(error)}).") from error
