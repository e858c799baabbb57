"""DCAT-AP-NL of single entries: rights, licences, place, time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.contact import Contact
from api.records.dcat import properties
from api.records.entries import Distribution, Entry

CONTACT = Contact("Provincie X", "gis@provincie-x.nl", "https://provincie-x.nl")
LAYER = Entry(
    id="layer-polder-dikes",
    kind="layer",
    title_nl="Dijken",
    title_en="Dikes",
    description="Peiljaar 2025.",
    page="/v1/collections/polder-dikes",
    license="CC BY 4.0",
    attribution="Waterschap",
    box=(4.0, 52.0, 5.0, 53.0),
    interval=("2025-01-01", "2025-12-31"),
    updated="2026-01-01T00:00:00Z",
    twin="polder",
    distributions=(Distribution("/v1/x", "COG", "image/tiff; profile=cog"),),
)


def told(one: Entry) -> dict[str, Any]:
    return properties(one, CONTACT, lambda path: f"https://x.nl{path}")


def test_place_time_and_lineage() -> None:
    found = told(LAYER)
    assert found["dcterms:spatial"]["dcat:bbox"]["@value"].startswith("POLYGON((4.0 52.0, 5.0 52.0, 5.0 53.0")
    assert found["dcterms:temporal"]["dcat:endDate"] == {"@type": "xsd:date", "@value": "2025-12-31"}
    assert found["dcterms:provenance"]["dcterms:description"]["nl"] == "Waterschap"
    assert found["dcterms:isPartOf"]["@id"] == "https://x.nl/v1/collections/catalogue/items/twin-polder"
    assert found["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:gis@provincie-x.nl"}


def test_rights_follow_what_who_asks_may_see() -> None:
    assert told(LAYER)["dcterms:accessRights"]["@id"].endswith("/PUBLIC")
    assert told(replace(LAYER, restricted=True))["dcterms:accessRights"]["@id"].endswith("/RESTRICTED")


def test_results_never_change_and_twins_do() -> None:
    assert told(LAYER)["dcterms:accrualPeriodicity"]["@id"].endswith("/IRREG")
    assert told(replace(LAYER, kind="result"))["dcterms:accrualPeriodicity"]["@id"].endswith("/NEVER")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("CC BY 4.0", "http://creativecommons.org/licenses/by/4.0/deed.nl"),
        ("CC-BY-4.0", "http://creativecommons.org/licenses/by/4.0/deed.nl"),
        ("CC0-1.0", "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"),
    ],
)
def test_known_licences_have_an_address(name: str, address: str) -> None:
    (way,) = told(replace(LAYER, license=name))["dcat:distribution"]
    assert way["dcterms:license"] == {"@id": address}
    assert way["dcat:mediaType"]["@id"] == "https://www.iana.org/assignments/media-types/image/tiff"


@pytest.mark.parametrize(
    ("name", "shown"), [("Gebruik op aanvraag", "Gebruik op aanvraag"), ("", "niet opgegeven")]
)
def test_other_licences_are_told_by_name(name: str, shown: str) -> None:
    (way,) = told(replace(LAYER, license=name))["dcat:distribution"]
    assert way["dcterms:license"]["dcterms:title"]["nl"] == shown
