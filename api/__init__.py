"""The HTTP API, the web pages, the tools for AI assistants, and the command line."""
