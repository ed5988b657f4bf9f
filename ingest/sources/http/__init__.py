"""Fetching over HTTP: addresses allowed, redirects, throttling, limits."""
