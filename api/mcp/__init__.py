"""The corpus as tools for language-model assistants, by the Model Context Protocol.

:mod:`api.mcp.tools` says what each tool does, :mod:`api.mcp.server` speaks the protocol, :mod:`api.mcp.http`
mounts it on the HTTP service, which imports the protocol's kit when first asked: it takes a third of a second.
"""
