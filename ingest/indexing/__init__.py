"""From extracted pages to catalogue entries: passages, vectors, ids that last, removals."""
