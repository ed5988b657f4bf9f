"""Worker processes that run the readers under memory, time and output limits."""
