"""What a run is asked to ingest: a folder, a workshop folder, a website, a JSONL file."""
