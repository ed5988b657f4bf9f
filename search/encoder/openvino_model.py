"""A model compiled by OpenVINO for this processor, with a pool of inference requests."""

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
"""Requests per stream: a finished one stays in use until its caller collects the vectors."""


def import_openvino() -> Any:
    """The OpenVINO package with telemetry disabled."""
    # OpenVINO reports usage over the network at conversion unless its telemetry package cannot be imported.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


class Compiled:
    """A compiled model with a pool of inference requests."""

    def __init__(self, model: Any, streams: int) -> None:
        self._model, self._streams = model, streams
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for _ in range(_REQUESTS * streams):
            self._free.put(model.create_infer_request())
        # The first access to an array sets up OpenVINO's bridge to NumPy, and two threads doing that at once
        # deadlock. Models are compiled one at a time.
        _ = import_openvino().Tensor(np.zeros(1, np.float32)).data

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


def compile_model(core: Any, model: Any, name: str, *, folder: Path, streams: int, threads: int) -> Any:
    """Compile ``model``, a variant ``name`` of the model in ``folder``. Raises ModelError.

    ``threads`` compute in total, in ``streams`` groups that each serve one request.
    """
    abilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    precision = "bf16" if "BF16" in abilities else "f32"
    settings = {
        "PERFORMANCE_HINT": "THROUGHPUT" if streams == threads else "LATENCY",
        "NUM_STREAMS": str(streams),
        "INFERENCE_NUM_THREADS": str(threads),
        "INFERENCE_PRECISION_HINT": precision,
        # Two processes (an ingest beside a server) would be pinned to the same core while others idle.
        "ENABLE_CPU_PINNING": "NO",
    }
    version = import_openvino().__version__
    key = (version, core.get_property("CPU", "FULL_DEVICE_NAME"), sorted(abilities), settings, name)
    cache = folder / _CACHE / digest(json.dumps(key), 16)
    if blob_cache.usable(cache):
        settings["CACHE_DIR"] = str(cache)
        # Cached without weights: branches that share them would otherwise each load a copy.
        settings["CACHE_MODE"] = "OPTIMIZE_SIZE"
    try:
        compiled = core.compile_model(model, "CPU", settings)
    except RuntimeError as error:
        raise ModelError(f"The model in {folder} cannot be compiled: {error}") from error
    if "CACHE_DIR" in settings:
        blob_cache.record(cache)
    return compiled
