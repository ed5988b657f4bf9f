"""The command ``workshop-search``."""

from __future__ import annotations

import importlib

import click

_MODULES = {
    "ingest": "ingest",
    "search": "search",
    "related": "search",
    "serve": "serve",
    "evaluate": "evaluate",
    "status": "status",
    "doctor": "doctor",
    "snapshots": "snapshots",
    "backup": "backup",
    "restore": "backup",
    "keys": "keys",
    "job": "job",
    "cite": "cite",
    "verify": "cite",
    "matrix": "matrix",
    "table": "table",
    "rerun": "rerun",
    "move": "move",
    "mcp": "mcp",
}
"""By command, the module of :mod:`api.cli` that defines it."""


class _Group(click.Group):
    """Imports a command when it is asked for: extraction and its libraries are no business of a server."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_MODULES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return super().get_command(ctx, cmd_name)
        command = getattr(importlib.import_module(f"api.cli.{_MODULES[cmd_name]}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="workshop-search", prog_name="workshop-search")
def main() -> None:
    """Questions in plain language over policy-workshop documents.

    Exit codes: 0 well, 1 something failed and is named, 2 wrong usage.
    """
