"""Who can be asked about a service."""

from __future__ import annotations

import pytest

from api.contact import Contact, contact_of, parse_contact
from twin.errors import InvalidInputError


def test_name_mail_and_page_are_read() -> None:
    told = parse_contact(" Provincie X, team data <gis@provincie-x.nl>  https://provincie-x.nl/zicht ")
    assert told == Contact("Provincie X, team data", "gis@provincie-x.nl", "https://provincie-x.nl/zicht")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Piet",
        "Piet <piet>",
        "<piet@x.nl> https://x.nl",
        "Piet <piet@x.nl>",
        "Piet <piet@x.nl> javascript:alert(1)",
        "Piet <a b@x.nl> https://x.nl",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="is no contact"):
        parse_contact(text)


def test_without_one_it_is_whoever_runs_the_host() -> None:
    told = contact_of(None, "zicht.provincie-x.nl", "https://zicht.provincie-x.nl/")
    assert told.email == "webmaster@zicht.provincie-x.nl"
    given = Contact("a", "b@c.nl", "https://c.nl")
    assert contact_of(given, "x", "y") is given
