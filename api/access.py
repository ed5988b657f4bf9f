"""Who may write over HTTP."""

from __future__ import annotations

from fastapi import HTTPException, Request

from api.settings import Settings
from corpus.catalogue.catalogue import CATALOGUE, Catalogue
from corpus.catalogue.keys import Key, Keys, Scope

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="workshop-search"'}


def require_key(request: Request, scope: Scope) -> Key:
    """The key this request carries. Asked from this machine or another makes no difference.

    Raises HTTPException: 403 while there is no key at all or when this one may not do it, 401 without a valid one.
    """
    settings: Settings = request.app.state.settings
    path = settings.data / CATALOGUE
    key = None
    if path.exists():
        with Catalogue.open_read_only(path, older=True) as catalogue:
            keys = Keys(catalogue)
            if keys.exist():
                scheme, _, text = request.headers.get("authorization", "").partition(" ")
                key = keys.check(text.strip()) if scheme.lower() == "bearer" else None
                if key is None:
                    detail = "This needs a valid key, sent as the header `Authorization: Bearer KEY`."
                    raise HTTPException(401, detail, _CHALLENGE)
    if key is None:
        detail = "Writing over HTTP is off until a key exists: run `workshop-search keys add NAME` on the server."
        raise HTTPException(403, detail)
    if not key.allows(scope):
        raise HTTPException(403, f"The key {key.name!r} has the scope {key.scope!r}; this needs {scope!r}.")
    return key
