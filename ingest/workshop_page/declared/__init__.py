"""``workshop.toml``: what a person declared of a workshop. It is read here, applied to the page, and drafted."""
