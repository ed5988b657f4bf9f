"""The corpus as tools for AI assistants, through the Model Context Protocol (MCP).

:mod:`api.mcp.tools` defines the tools, :mod:`api.mcp.server` speaks the protocol, and :mod:`api.mcp.http` mounts
it on the HTTP service. The MCP SDK takes a third of a second to import, so the service imports it with the first
request.
"""
