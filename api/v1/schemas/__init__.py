"""The names on the wire, as pydantic models. They are a promise: names are added, never renamed or removed."""
