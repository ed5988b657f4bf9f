"""pypdf, which reads the pages whose text by pdfium looks broken."""

from __future__ import annotations

import io
import logging
import time
from typing import Any

from corpus.errors import ExtractionError

_FALLBACK_SECONDS = 8.0


def reader_name() -> str:
    """What reports call this reader."""
    import pypdf

    return f"pypdf {pypdf.__version__}"


class SecondReader:
    """pypdf over the same bytes, opened when first needed, for at most ``_FALLBACK_SECONDS`` of processor time."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._reader: Any = None
        self._used = 0.0
        self.spent = False

    def open(self) -> Any:
        """The reader, decrypted. Raises ExtractionError or what pypdf raises."""
        import pypdf

        if self._reader is None:
            # pypdf warns about every slip of a file; the report has notes for what matters.
            logging.getLogger("pypdf").setLevel(logging.CRITICAL)
            reader = pypdf.PdfReader(io.BytesIO(self._data), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise ExtractionError("encrypted", "The file is encrypted with a password.")
            self._reader = reader
        return self._reader

    def page(self, index: int) -> str | None:
        """The text of one page, or None where pypdf cannot read it or its time is spent."""
        if self._used > _FALLBACK_SECONDS:
            self.spent = True
            return None
        start = time.process_time()
        try:
            return str(self.open().pages[index].extract_text())
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - pdfium's text stands; pypdf raises anything on damaged files
            return None
        finally:
            self._used += time.process_time() - start
