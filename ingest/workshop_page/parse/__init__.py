"""From the lines and blocks of a page to the workshop it tells of."""
