"""The command ``workshop-search``."""
