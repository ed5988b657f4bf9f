"""A model compiled by OpenVINO for this processor, with a pool of inference requests."""

from __future__ import annotations

import ctypes
import queue
import sys
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelError

_REQUESTS = 4
"""Requests per stream: a finished one stays in use until its caller collects the vectors."""
_DONT_NEED = 4  # MADV_DONTNEED of Linux
_BRIDGE = threading.Lock()
"""Held when an array is first looked at: that sets up OpenVINO's bridge to NumPy, and two threads doing so at once
deadlock."""


def import_openvino() -> Any:
    """The OpenVINO package with telemetry disabled."""
    # OpenVINO reports usage over the network at conversion unless its telemetry package cannot be imported.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


class Compiled:
    """A compiled model with a pool of inference requests.

    ``widths`` are those of its branches, see :func:`search.encoder.buckets.with_buckets`; empty for any shape.
    """

    def __init__(self, model: Any, streams: int, widths: Sequence[int]) -> None:
        self._model, self._streams, self.widths = model, streams, list(widths)
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for _ in range(_REQUESTS * streams):
            self._free.put(model.create_infer_request())
        with _BRIDGE:
            _ = import_openvino().Tensor(np.zeros(1, np.float32)).data

    def fits(self, widths: Sequence[int]) -> bool:
        """Whether it computes texts of all these ``widths``."""
        return all(width in self.widths for width in widths)

    @cached_property
    def batches(self) -> Any:
        """A queue that keeps every stream busy."""
        return import_openvino().AsyncInferQueue(self._model, self._streams)

    def take(self) -> Any:
        """A request for exclusive use; waits if all are in use."""
        return self._free.get()

    def give_back(self, request: Any) -> None:
        """Return a finished ``request`` to the pool."""
        self._free.put(request)


def read_model(core: Any, path: Path) -> Any:
    """Read the model in ``path``. Raises ModelError."""
    try:
        return core.read_model(path)
    except RuntimeError as error:
        raise ModelError(f"{path} cannot be read: {error}") from error


def compile_model(core: Any, model: Any, *, streams: int, threads: int) -> Any:
    """Compile ``model`` for this processor. Raises ModelError.

    ``threads`` compute in total, in ``streams`` groups that each serve one request. OpenVINO's cache of compiled
    models is not used: loading from it took a tenth longer than compiling.
    """
    abilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    settings = {
        "PERFORMANCE_HINT": "THROUGHPUT" if streams == threads else "LATENCY",
        "NUM_STREAMS": str(streams),
        "INFERENCE_NUM_THREADS": str(threads),
        "INFERENCE_PRECISION_HINT": "bf16" if "BF16" in abilities else "f32",
        # Two processes (an ingest beside a server) would be pinned to the same core while others idle.
        "ENABLE_CPU_PINNING": "NO",
    }
    try:
        return core.compile_model(model, "CPU", settings)
    except RuntimeError as error:
        raise ModelError(f"The model cannot be compiled: {error}") from error


def release_pages(path: Path) -> None:
    """Give back the memory of the file ``path`` that OpenVINO has mapped and keeps mapped.

    Compiling copies the weights in another order; afterwards their file is not read. Pages that are needed all the
    same are read again. Does nothing but on Linux.
    """
    if sys.platform != "linux":
        return
    for line in Path("/proc/self/maps").read_text("utf-8", "surrogateescape").splitlines():
        addresses, _, _, _, _, *name = line.split(maxsplit=5)
        if name == [str(path)]:
            start, end = (int(address, 16) for address in addresses.split("-"))
            ctypes.CDLL(None).madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _DONT_NEED)
