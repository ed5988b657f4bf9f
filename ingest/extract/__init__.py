"""Bytes in, pages out: one module a format, run in worker processes under limits."""
