"""Names of licences in the catalogues of others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.contact import Contact
from api.records.licences import spdx
from api.records.records import as_record
from api.records.stac import collection, item
from tests.unit.api.records.test_dcat import LAYER

CONTACT = Contact("Provincie X", "gis@provincie-x.nl", "https://provincie-x.nl")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CC BY 4.0", "CC-BY-4.0"),
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("CC0 1.0", "CC0-1.0"),
        ("EUPL-1.2", "EUPL-1.2"),
        ("Gebruik op aanvraag", "other"),
        ("onbekend", "other"),
        ("", "other"),
    ],
)
def test_spdx_knows_open_licences_and_nothing_that_looks_like_one(name: str, expected: str) -> None:
    assert spdx(name) == expected


@pytest.mark.parametrize(("name", "told"), [("CC BY 4.0", "CC-BY-4.0"), ("eigen", "other"), ("", None)])
def test_no_licence_is_made_up(name: str, told: str | None) -> None:
    one = replace(LAYER, license=name)

    def outside(path: str) -> str:
        return path

    assert as_record(one, CONTACT, outside)["properties"].get("license") == told
    assert item(one, outside)["properties"].get("license") == told
    assert collection(one, [], CONTACT, outside)["license"] == (told or "other")  # STAC asks for one
