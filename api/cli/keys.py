"""``workshop-search keys``."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.keys import SCOPES, Keys, Scope


@click.group()
def keys() -> None:
    """Keys for writing over HTTP. Without any, write routes answer 403."""


def _catalogue(data: Path | None) -> Catalogue:
    return Catalogue.open(settings_for(data).data / CATALOGUE)


@keys.command()
@click.argument("name")
@click.option("--scope", type=click.Choice(SCOPES), default="write", show_default=True, help="What it may do.")
@common_options
def add(name: str, scope: Scope, data: Path | None, as_json: bool) -> None:
    """Make a key and print it, this once."""
    with _catalogue(data) as catalogue:
        key, text = Keys(catalogue).add(name, scope)
    if as_json:
        print_json({"name": key.name, "scope": key.scope, "key": text})
    else:
        click.echo(text)
        click.echo("This is shown once. Send it as the header: Authorization: Bearer KEY", err=True)


@keys.command("list")
@common_options
def list_command(data: Path | None, as_json: bool) -> None:
    """Every key, without its secret."""
    with _catalogue(data) as catalogue:
        found = Keys(catalogue).all()
    if as_json:
        print_json([{"name": key.name, "scope": key.scope, "created": key.created} for key in found])
        return
    for key in found:
        click.echo(f"{key.name}  {key.scope}  {key.created}")
    if not found:
        click.echo("There is no key. `workshop-search keys add NAME` makes one.")


@keys.command()
@click.argument("name")
@common_options
def revoke(name: str, data: Path | None, as_json: bool) -> None:
    """Take a key back; at once it opens nothing more."""
    with _catalogue(data) as catalogue:
        Keys(catalogue).revoke(name)
    if as_json:
        print_json({"revoked": name})
    else:
        click.echo(f"Revoked {name}.")
