"""A model compiled by OpenVINO for this processor, and as many requests to it as there are cores."""

from __future__ import annotations

import json
import queue
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelError
from corpus.ids import digest
from search.encoder import blob_cache

_CACHE = "compiled"
_REQUESTS = 4
"""For each stream: one that has ended stays taken until whoever asked comes for the vectors."""


def import_openvino() -> Any:
    """The OpenVINO package with its usage reports stopped."""
    # Its report of usage goes out at conversion unless the package that sends it cannot be imported.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


class Compiled:
    """A compiled model with requests to each of its streams."""

    def __init__(self, model: Any, streams: int) -> None:
        self._model, self._streams = model, streams
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for _ in range(_REQUESTS * streams):
            self._free.put(model.create_infer_request())
        # The first look at an array sets up its bridge to NumPy, and two threads doing that at once wait for each
        # other for ever. Models are compiled one at a time.
        _ = import_openvino().Tensor(np.zeros(1, np.float32)).data

    @cached_property
    def batches(self) -> Any:
        """A queue that keeps every stream at work."""
        return import_openvino().AsyncInferQueue(self._model, self._streams)

    def take(self) -> Any:
        """A request nobody else uses until it is given back; waits for one where all are taken."""
        return self._free.get()

    def give_back(self, request: Any) -> None:
        """Let others have a ``request`` that was taken and has ended."""
        self._free.put(request)


def read_model(core: Any, path: Path) -> Any:
    """The model in the file ``path``. Raises ModelError."""
    try:
        return core.read_model(path)
    except RuntimeError as error:
        raise ModelError(f"{path} cannot be read: {error}") from error


def compile_model(core: Any, model: Any, name: str, *, folder: Path, streams: int, threads: int) -> Any:
    """``model``, made of the one in ``folder`` in a way that ``name`` tells from others, compiled.

    ``threads`` compute in all, in ``streams`` groups that each take one request.
    """
    abilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    precision = "bf16" if "BF16" in abilities else "f32"
    settings = {
        "PERFORMANCE_HINT": "THROUGHPUT" if streams == threads else "LATENCY",
        "NUM_STREAMS": str(streams),
        "INFERENCE_NUM_THREADS": str(threads),
        "INFERENCE_PRECISION_HINT": precision,
        # Another process (an ingest beside a server) would be pinned to the same core while others idle.
        "ENABLE_CPU_PINNING": "NO",
    }
    version = import_openvino().__version__
    key = (version, core.get_property("CPU", "FULL_DEVICE_NAME"), sorted(abilities), settings, name)
    cache = folder / _CACHE / digest(json.dumps(key), 16)
    if blob_cache.usable(cache):
        settings["CACHE_DIR"] = str(cache)
        # Without the weights: branches of a model that share them would each get a copy of what is cached.
        settings["CACHE_MODE"] = "OPTIMIZE_SIZE"
    try:
        compiled = core.compile_model(model, "CPU", settings)
    except RuntimeError as error:
        raise ModelError(f"The model in {folder} cannot be compiled: {error}") from error
    if "CACHE_DIR" in settings:
        blob_cache.record(cache)
    return compiled
