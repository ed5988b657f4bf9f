"""How many cores a question may take: one, since others are asked at the same time."""

from __future__ import annotations

from threadpoolctl import threadpool_limits


def one_core_for_products() -> None:
    """Keep NumPy's products to the calling thread, in this process and from now on.

    The threads of a BLAS wait for each other. With both of two cores busy, the product of 40 vectors with
    themselves took 20 ms with two threads and .02 ms with one; nothing here is large enough to gain by more.
    """
    threadpool_limits(1, user_api="blas")
