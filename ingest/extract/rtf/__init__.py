"""Rich Text Format: its text, tables, notes, fields, formulas and text boxes."""
