"""What every request passes before and after its route: hosts, keys, limits, caching, logs."""
