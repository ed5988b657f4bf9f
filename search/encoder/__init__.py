"""Text to vectors: the interface, its implementations and how one is chosen."""
