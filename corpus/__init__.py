"""What exists: the types everything speaks of, the error tree, the catalogue and the tracked workshop pages."""
