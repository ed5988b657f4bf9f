"""Uploaded files."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from corpus.disk import why
from corpus.errors import StoreError

_NAME_BYTES = 150
_OVERHEAD = 64 * 1024
"""Bytes a form may have beside the file."""


async def read_form(
    request: Request, max_bytes: int, check_key: Callable[[str | None], Awaitable[object]] | None = None
) -> tuple[UploadFile | None, dict[str, str]]:
    """The file of a multipart form, None without one, and its text fields.

    ``check_key`` is called with the field ``key`` before more than a little of the file is read; if it raises,
    nothing more is. The field must be the first of the form. Raises HTTPException 413 beyond
    ``max_bytes``, 400 for what is no complete form.
    """
    received, checked = 0, check_key is None

    async def pieces() -> AsyncGenerator[bytes, None]:
        nonlocal received, checked
        async for piece in request.stream():
            received += len(piece)
            if received > max_bytes + _OVERHEAD:
                raise HTTPException(413, f"The file is too large. The limit is {max_bytes} bytes.")
            yield piece
            if check_key is not None and not checked and received > _OVERHEAD:
                checked = True
                await check_key(_text(parser.items, "key"))

    parser = MultiPartParser(request.headers, pieces(), max_files=1, max_fields=8)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(400, f"This form cannot be read: {error.message}") from error
    try:
        if check_key is not None and not checked:
            await check_key(_text(parser.items, "key"))
    except BaseException:
        await form.close()
        raise
    file = form.get("file")
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str) and name != "key"}
    return file if isinstance(file, UploadFile) else None, fields


def _text(items: list[tuple[str, str | UploadFile]], name: str) -> str | None:
    return next((value for field, value in items if field == name and isinstance(value, str) and value), None)


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
