"""Word and PowerPoint files, old and new."""
