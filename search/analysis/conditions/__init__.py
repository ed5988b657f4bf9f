"""Conditions of a question: what an answer must agree with, and the facts of a text that decide it."""
