"""Version 1 of the HTTP API: routes, schemas, and answers as JSON."""
