"""Word and PowerPoint since 2007 (.docx, .pptx)."""
