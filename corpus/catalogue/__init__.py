"""The durable truth of what has been taken in: one SQLite file in the data directory."""
