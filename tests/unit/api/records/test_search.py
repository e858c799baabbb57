"""Which entries a search finds."""

from __future__ import annotations

import pytest

from api.records.entries import Entry
from api.records.search import read_search
from twin.errors import InvalidInputError

TWIN = Entry(
    id="twin-polder",
    kind="twin",
    title_nl="Proefpolder  aan zee",
    title_en="Test polder",
    description="Peiljaar 2025.",
    page="/v1/collections/polder",
    license="CC BY 4.0",
    keywords=("digitale tweeling",),
    box=(4.0, 52.0, 5.0, 53.0),
    interval=("2025-01-01", "2025-12-31"),
    digest="ab" * 32,
)
MODEL = Entry(
    id="process-flood",
    kind="process",
    title_nl="Overstroming",
    title_en="Flood",
    description="Water.",
    page="/v1/processes/flood",
    license="EUPL-1.2",
)


def finds(one: Entry, **asked: str) -> bool:
    names = ("q", "types", "ids", "external", "bbox", "moment")
    return read_search(*(asked.get(name) for name in names)).finds(one)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("polder", True),
        ("aan zee", True),
        ("  AAN   ZEE ", True),
        ("zee aan", False),
        ("polder zee", False),
        ("niets, tweeling", True),
        ("niets,ook niets", False),
        (",,", True),
        ("proefpolder test", False),  # stand in two texts
    ],
)
def test_words(q: str, found: bool) -> None:
    assert finds(TWIN, q=q) is found


@pytest.mark.parametrize(
    ("bbox", "found"),
    [("4.5,52.5,4.6,52.6", True), ("5,53,6,54", True), ("5.1,52,6,53", False), ("4,53.1,5,54", False)],
)
def test_place(bbox: str, found: bool) -> None:
    assert finds(TWIN, bbox=bbox) is found
    assert not finds(MODEL, bbox=bbox)


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2025-01-01", True),
        ("2025-12-31T23:30:00Z", True),
        ("2026-01-01", False),
        ("2024-01-01/2024-12-31", False),
        ("../2025-01-01", True),
        ("2025-06-01/..", True),
    ],
)
def test_time(moment: str, found: bool) -> None:
    assert finds(TWIN, moment=moment) is found
    assert not finds(MODEL, moment=moment)


def test_names() -> None:
    assert finds(TWIN, types="series")
    assert not finds(TWIN, types="model")
    assert finds(MODEL, types="series, model")
    assert finds(TWIN, ids="twin-polder")
    assert not finds(TWIN, ids="twin-pold")
    assert finds(TWIN, external="sha256:" + "ab" * 32)
    assert not finds(MODEL, external="ab" * 32)


def test_more_terms_than_anybody_types_are_refused() -> None:
    assert not finds(TWIN, q=",".join(f"w{number}" for number in range(50)))
    with pytest.raises(InvalidInputError, match=r"q = .*has more than 50 terms"):
        finds(TWIN, q=",".join(f"w{number}" for number in range(51)))


def test_nothing_asked_finds_everything() -> None:
    assert finds(TWIN)
    assert finds(MODEL, q="", types="", ids="", bbox="", moment="")
