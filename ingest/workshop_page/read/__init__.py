"""From the bytes of a page to its text, its lines and the blocks they stand in."""
