"""The wire routes, one file a resource."""
