"""Layers of a PDF that are switched off: their text is in the file and no viewer shows it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cached_property
from typing import Any

import pypdfium2.raw as raw

_BYTES = 512


class Layers:
    """Tells whether a character stands on a layer that is off. ``catalogue`` gives the file's root when asked."""

    def __init__(self, catalogue: Callable[[], Any]) -> None:
        self._catalogue = catalogue
        self._buffer = ctypes.create_string_buffer(_BYTES)
        self._wide = ctypes.cast(self._buffer, ctypes.POINTER(ctypes.c_ushort))
        self._length = ctypes.c_ulong()

    def is_off(self, handle: Any, index: int) -> bool:
        """Whether the character of this index is on a layer that is switched off."""
        item = raw.FPDFText_GetTextObject(handle, index)
        count = raw.FPDFPageObj_CountMarks(item) if item else 0
        for at in range(max(count, 0)):
            mark = raw.FPDFPageObj_GetMark(item, at)
            raw.FPDFPageObjMark_GetName(mark, self._wide, _BYTES, self._length)
            if self._read() != "OC":
                continue
            named = raw.FPDFPageObjMark_GetParamStringValue(mark, b"Name", self._wide, _BYTES, self._length)
            if named and self._read() in self._off:
                return True
        return False

    def _read(self) -> str:
        return self._buffer.raw[: min(self._length.value, _BYTES)].decode("utf-16-le", "replace").rstrip("\0")

    @cached_property
    def _off(self) -> frozenset[str]:
        """The names of the layers that are off when the file is opened; none where the file cannot tell."""
        try:
            properties = self._catalogue()["/OCProperties"]
            default = properties["/D"]
            if default.get("/BaseState") == "/OFF":
                lit = {str(layer.get_object()["/Name"]) for layer in default.get("/ON", ())}
                return frozenset(str(layer.get_object()["/Name"]) for layer in properties["/OCGs"]) - lit
            return frozenset(str(layer.get_object()["/Name"]) for layer in default.get("/OFF", ()))
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - pypdf raises anything on damaged files; the text is then taken as shown
            return frozenset()
