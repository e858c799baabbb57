"""Tokens of an OpenID Connect issuer: who sends one, what they may do, and whose jobs they see."""

from __future__ import annotations

import json
import logging
import math
import threading
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.access.keys import NAME
from api.access.policy import Oidc
from api.access.principal import PUBLIC, ROLES, Principal, Role
from api.errors import ForbiddenError, UnauthorisedError, UnavailableError
from twin.errors import invalid

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

__all__ = ["Tokens"]

ALGORITHMS = ["RS256", "ES256", "Ed25519", "EdDSA"]
"""Signatures by a private key only: with a shared secret, whoever can check a token could make one."""

LEEWAY = 60
_FRESH, _AGAIN = 600.0, 30.0
_LARGEST = 2**20
_LONGEST = 16_384
_log = logging.getLogger("zicht.access")


class Tokens:
    """Checks tokens.

    Parameters
    ----------
    oidc
        Whose tokens, and where they tell what.

    Raises
    ------
    twin.errors.InvalidInputError
        When its public keys are not to be had in a safe way.
    """

    def __init__(self, oidc: Oidc) -> None:
        try:
            import joserfc  # noqa: F401
        except ModuleNotFoundError as error:
            raise invalid("oidc", oidc.issuer, "needs joserfc", 'Run: pip install "zicht[oidc]".') from error
        if "://" in oidc.jwks and not oidc.jwks.startswith("https://"):
            raise invalid("oidc.jwks", oidc.jwks, "is not a file or an address with https", "Use https.")
        self.oidc = oidc
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._read = -math.inf

    def principal(self, token: str) -> Principal:
        """Who sends a token.

        Raises
        ------
        UnauthorisedError
            When it is not a valid token of the issuer for this service.
        ForbiddenError
            When it is, but gives no role or no workspace here.
        """
        claims = self._claims(token)
        role = _highest(_claim(claims, self.oidc.role_claim))
        workspace = _claim(claims, self.oidc.workspace_claim)
        if role is None or role == "public":
            raise ForbiddenError(f"The token gives no role in {self.oidc.role_claim}.")
        if not isinstance(workspace, str) or not NAME.fullmatch(workspace) or workspace == PUBLIC.workspace:
            raise ForbiddenError(f"The token gives no workspace in {self.oidc.workspace_claim}.")
        name = str(claims["sub"])
        if not name.isprintable() or len(name) > 200:
            raise ForbiddenError("The token names nobody that can be written down.")
        return Principal(name, role, workspace)

    def _claims(self, token: str) -> Mapping[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError

        expected = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.oidc.issuer},
            aud={"essential": True, "value": self.oidc.audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        if len(token) > _LONGEST:
            raise UnauthorisedError("The token is too long.")
        try:
            decoded = self._decode(token)
            expected.validate(decoded.claims)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise UnauthorisedError("The token is no valid token for this service.") from error
        claims: Mapping[str, Any] = decoded.claims
        return claims

    def _decode(self, token: str) -> Any:
        """Check the signature; with an unknown key, once more with the issuer's keys of this moment."""
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError

        try:
            return jwt.decode(token, self._key_set(_FRESH), algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            return jwt.decode(token, self._key_set(_AGAIN), algorithms=ALGORITHMS)

    def _key_set(self, age: float) -> KeySet:
        from joserfc.jwk import KeySet

        known = self._keys
        if known is not None and time.monotonic() - self._read <= age:
            return known  # also while another request waits for the issuer
        with self._lock:
            if time.monotonic() - self._read > (_AGAIN if self._keys is None else age):
                try:
                    self._keys = KeySet.import_key_set(json.loads(_fetch(self.oidc.jwks)))
                except Exception as error:  # whatever it is that the issuer sends
                    _log.warning("the keys of the issuer cannot be read: %s", error)
                self._read = time.monotonic()
            if self._keys is None:
                raise UnavailableError("The keys of the issuer cannot be read.")
            return self._keys


def _fetch(address: str) -> bytes:
    """Read the issuer's public keys from where the operator says they are."""
    if "://" not in address:
        return Path(address).read_bytes()
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - https, see Tokens
        found: bytes = answer.read(_LARGEST)
    return found


def _claim(claims: Mapping[str, Any], path: str) -> Any:
    if path in claims:  # names of claims may be addresses, with dots in them
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _highest(found: Any) -> Role | None:
    names = found if isinstance(found, list) else [found]
    roles = [role for role in ROLES if role in names]
    return roles[-1] if roles else None
