"""What the readers of Word and PowerPoint files share: containers, page building, tables, charts."""
