"""Recommendations as objects: their actions, themes and the matrix of who is asked for what."""
