"""The names on the wire, as pydantic models."""
