"""How candidates are scored: evidence, weights, answerability, answer spans."""
