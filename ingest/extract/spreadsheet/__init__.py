"""Workbooks: a sheet is a page, a row stands with the heads of its columns, values as they are shown."""
