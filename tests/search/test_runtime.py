"""An engine leaves the other cores to other questions."""

from __future__ import annotations

from typing import Any

from threadpoolctl import threadpool_info, threadpool_limits


def test_products_take_one_core_once_there_is_an_engine(library: Any) -> None:
    library.add("one", "Micro credit for villages.")
    library.publish()
    with threadpool_limits(2, user_api="blas"):
        loaded = {pool["filepath"] for pool in threadpool_info() if pool["user_api"] == "blas"}
        library.engine()
        assert {pool["num_threads"] for pool in threadpool_info() if pool["filepath"] in loaded} == {1}
