"""How two passages are alike, and what one is to the other."""
