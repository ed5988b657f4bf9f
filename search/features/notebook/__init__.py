"""Kept passages: whether each still stands, and as files of other programs."""
