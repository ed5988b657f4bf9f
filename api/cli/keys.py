"""``workshop-search keys``."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from api.cli.common import common_options, print_json, settings_for
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.keys import SCOPES, Keys, Scope


@click.group()
def keys() -> None:
    """Keys for the HTTP interface. Until there is one, write routes answer 403."""


def _end(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """When a key ends: after so many days, or on a day or at a time, UTC unless it says otherwise."""
    if value is None:
        return None
    try:
        if days := re.fullmatch(r"(\d{1,5})d", value):
            return datetime.now(UTC) + timedelta(days=int(days[1]))
        when = datetime.fromisoformat(value)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f"{value!r} is neither a number of days such as 30d nor a date such as 2027-01-31"
        raise click.BadParameter(message, ctx, param) from error


def _catalogue(data: Path | None) -> Catalogue:
    return Catalogue.open(settings_for(data).data / CATALOGUE)


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    type=click.Choice(SCOPES),
    default="write",
    show_default=True,
    help="What it may do; admin may do what write does, and no route asks for more yet.",
)
@click.option(
    "--expires",
    callback=_end,
    metavar="DAYS|DATE",
    help="When it ends: 30d, or 2027-01-31 (its first second, UTC) [never].",
)
@common_options
def add(name: str, scope: Scope, expires: datetime | None, data: Path | None, as_json: bool) -> None:
    """Make a key and print it, this once."""
    with _catalogue(data) as catalogue:
        key, text = Keys(catalogue).add(name, scope, expires)
    if as_json:
        print_json({"name": key.name, "scope": key.scope, "expires": key.expires, "key": text})
    else:
        click.echo(text)
        click.echo("This is shown once. Send it as the header: Authorization: Bearer KEY", err=True)


@keys.command("list")
@common_options
def list_command(data: Path | None, as_json: bool) -> None:
    """Every key there ever was, without its secret."""
    with _catalogue(data) as catalogue:
        found = Keys(catalogue).all()
    if as_json:
        print_json([asdict(key) | {"valid": key.ended(datetime.now(UTC)) is None} for key in found])
        return
    for key in found:
        state = key.ended(datetime.now(UTC)) or (f"Until {key.expires}." if key.expires else "Without end.")
        click.echo(f"{key.name}  {key.scope}  {key.created}  {state}")
    if not found:
        click.echo("There is no key. `workshop-search keys add NAME` makes one.")


@keys.command()
@click.argument("name")
@common_options
def revoke(name: str, data: Path | None, as_json: bool) -> None:
    """Take a key back; within a second it opens nothing more."""
    with _catalogue(data) as catalogue:
        Keys(catalogue).revoke(name)
    if as_json:
        print_json({"revoked": name})
    else:
        click.echo(f"Revoked {name}.")
