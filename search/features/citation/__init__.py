"""Citing a passage: one reference, one small file a format."""
