"""PowerPoint 95-2003 (.ppt)."""
