"""How it is asked: the HTTP service, its page, the command line."""
