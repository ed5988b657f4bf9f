"""OpenDocument files of LibreOffice and others: texts, presentations, spreadsheets."""
