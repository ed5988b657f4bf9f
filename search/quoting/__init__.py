"""Whether a quote stands in the corpus, where, and what differs."""
