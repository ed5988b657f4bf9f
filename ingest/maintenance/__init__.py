"""Backup, restore, checks and repair of a data directory."""
