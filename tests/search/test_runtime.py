"""An engine leaves the other cores to other questions."""

from __future__ import annotations

import subprocess
import sys

_ONE_THREAD = """
import faiss, numpy
from threadpoolctl import threadpool_info, threadpool_limits
from search.runtime import use_one_blas_thread
with threadpool_limits(2, user_api="blas"):
    use_one_blas_thread()
    print({pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"})
"""


def test_products_take_one_core() -> None:
    """In a process of its own: other tests load libraries with threads of theirs."""
    run = subprocess.run([sys.executable, "-c", _ONE_THREAD], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "{1}"
