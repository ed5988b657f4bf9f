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
    """Manage API keys. Writing over HTTP is disabled until one exists."""


def _end(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """When a key expires: after a number of days, or at a date or time (UTC by default)."""
    if value is None:
        return None
    try:
        if days := re.fullmatch(r"(\d{1,5})d", value):
            return datetime.now(UTC) + timedelta(days=int(days[1]))
        when = datetime.fromisoformat(value)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f"{value!r} is not a number of days such as 30d or a date such as 2027-01-31"
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
    help="What the key allows; admin currently allows the same as write.",
)
@click.option(
    "--expires",
    callback=_end,
    metavar="DAYS|DATE",
    help="When the key expires: 30d, or 2027-01-31 (at 00:00 UTC). [default: never]",
)
@common_options
def add(name: str, scope: Scope, expires: datetime | None, data: Path | None, as_json: bool) -> None:
    """Create a key and print it.

    The key is shown only once.
    """
    with _catalogue(data) as catalogue:
        key, text = Keys(catalogue).add(name, scope, expires)
    if as_json:
        print_json({"name": key.name, "scope": key.scope, "expires": key.expires, "key": text})
    else:
        click.echo(text)
        click.echo(
            "Store this key now; it is not shown again. Send it in the header: Authorization: Bearer KEY", err=True
        )


@keys.command("list")
@common_options
def list_command(data: Path | None, as_json: bool) -> None:
    """List all keys.

    The list includes expired and revoked keys. Secrets are not stored, so they cannot be shown.
    """
    with _catalogue(data) as catalogue:
        found = Keys(catalogue).all()
    if as_json:
        print_json([asdict(key) | {"valid": key.ended(datetime.now(UTC)) is None} for key in found])
        return
    for key in found:
        state = key.ended(datetime.now(UTC)) or (f"Expires {key.expires}." if key.expires else "Never expires.")
        click.echo(f"{key.name}  {key.scope}  {key.created}  {state}")
    if not found:
        click.echo("There are no keys. Run `workshop-search keys add NAME` to create one.")


@keys.command()
@click.argument("name")
@common_options
def revoke(name: str, data: Path | None, as_json: bool) -> None:
    """Revoke a key. It stops working within a second."""
    with _catalogue(data) as catalogue:
        Keys(catalogue).revoke(name)
    if as_json:
        print_json({"revoked": name})
    else:
        click.echo(f"Revoked {name}.")
