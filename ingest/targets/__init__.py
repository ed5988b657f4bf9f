"""What a run is asked to take in: a folder, a workshop folder, a website, a JSONL file."""
