"""The page people search with: server-rendered, everything served from here."""
