"""What is scanned for candidates: vector indexes, lexical indexes, token vectors, filters over rows."""
