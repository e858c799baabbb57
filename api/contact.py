"""Who can be asked about this service."""

from __future__ import annotations

import re
from dataclasses import dataclass

from twin.errors import invalid

__all__ = ["Contact", "contact_of", "parse_contact"]

_FORM = re.compile(
    r"\s*(?P<name>[^<>]{1,200}?)\s*<(?P<email>[^<>@\s]{1,64}@[^<>@\s]{1,190})>\s*(?P<url>https?://\S{1,500})\s*"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """A name, an address of mail, and a page."""

    name: str
    email: str
    url: str


def parse_contact(text: str) -> Contact:
    """Read ``Name <mail@example.nl> https://example.nl``.

    Raises
    ------
    twin.errors.InvalidInputError
        When it has another form.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise invalid("contact", text, "is no contact", "Write: Name <mail@example.nl> https://example.nl")
    return Contact(found["name"], found["email"], found["url"])


def contact_of(given: Contact | None, host: str, outside: str) -> Contact:
    """Whom to ask: the contact that the operator told, else whoever runs the web service of this host.

    Parameters
    ----------
    given
        As the operator told it.
    host
        Name under which the service was reached; RFC 2142 keeps a mailbox there for the web service.
    outside
        Address of the page of the service.
    """
    return given or Contact("Beheerder van deze dienst", f"webmaster@{host}", outside)
