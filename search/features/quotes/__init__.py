"""Whether a quotation stands verbatim in the corpus, and where it differs."""
