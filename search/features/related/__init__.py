"""Passages and recommendations related to one another, and in what way."""
