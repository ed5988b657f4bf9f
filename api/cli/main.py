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
"""The module in :mod:`api.cli` that defines each command."""


class _Group(click.Group):
    """Imports a command only when it is used: a server does not need the extraction libraries."""

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
    """Search policy-workshop documents with questions in plain language.

    Exit codes: 0 success, 1 failure (described in the output), 2 wrong usage.
    """
