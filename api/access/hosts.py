"""Whether a request is meant for this service: its host (DNS rebinding), its origin (pages of others)."""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from api.errors import ForbiddenError, WrongHostError
from api.settings import Settings, is_loopback

__all__ = ["Hosts"]

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PORTS = {"http": 80, "https": 443}


class Hosts:
    """Knows the names under which the service is reached.

    Parameters
    ----------
    settings
        With the names and the origins that the operator allows.
    """

    def __init__(self, settings: Settings) -> None:
        self.allowed = frozenset(name.lower() for name in settings.allowed_hosts)
        self.origins = frozenset(settings.allow_origins)
        self.own = None if is_loopback(settings.host) else socket.gethostname().lower()
        self._known: set[tuple[object, ...]] = set()

    def check(self, scope: Scope, headers: Headers) -> None:
        """Refuse a request for another host, or one with which another page would change something.

        Raises
        ------
        WrongHostError, ForbiddenError
        """
        given = headers.get("host", "")
        server = tuple(scope.get("server") or ("", None))
        if (given, server) not in self._known:
            self._check_host(given, server, scope["scheme"])
            if len(self._known) < 1000:
                self._known.add((given, server))
        if scope["method"] not in _SAFE:
            self._check_origin(given, headers)

    def _check_host(self, given: str, server: tuple[object, ...], scheme: str) -> None:
        """Names of this machine count with the port that was asked; an address that is a name never does.

        A page of somebody else can have its own name point here, but it cannot choose an address as its name.
        """
        found = _HOST.fullmatch(given.lower())
        if found is None:
            raise WrongHostError("The request has no valid Host.")
        name, port = found[1].strip("[]"), int(found[2] or _PORTS.get(scheme, 80))
        if given.lower() in self.allowed or name in self.allowed:
            return
        address, own_port = server
        here = is_loopback(name) or name in {_plain(str(address)), self.own}
        if not here or own_port not in {None, port}:
            raise WrongHostError(
                f"This service is not {given[:200]!r}; its operator can allow that name with --allowed-hosts."
            )

    def _check_origin(self, host: str, headers: Headers) -> None:
        origin = headers.get("origin")
        if origin is not None:
            same = origin.lower().partition("://")[2] == host.lower()
            if not same and origin not in self.origins:
                raise ForbiddenError("Pages of other origins may read here, and change nothing.")
        elif headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            raise ForbiddenError("Pages of other origins may read here, and change nothing.")

    def readable_from(self, origin: str) -> bool:
        """Whether a page of an origin may read while everybody is modeller: those of this machine only."""
        host = _HOST.fullmatch(origin.lower().partition("://")[2])
        return origin in self.origins or (host is not None and is_loopback(host[1].strip("[]")))


def network_of(address: str) -> str:
    """What counts as one client: an address, or the /64 of an IPv6 one."""
    try:
        found = ip_address(_plain(address))
    except ValueError:
        return address
    return str(found) if found.version == 4 else f"{int(found) >> 64:x}"


def _plain(address: str) -> str:
    """An IPv4 address that a socket for both kinds tells as an IPv6 one, as it is; others unchanged."""
    return address.removeprefix("::ffff:") if "." in address else address
