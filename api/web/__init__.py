"""The web pages: rendered on the server, with everything they load served from here."""
