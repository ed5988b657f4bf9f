"""The durable truth of what has been ingested: one SQLite file in the data directory."""
