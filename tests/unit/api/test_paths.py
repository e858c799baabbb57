"""What is told to others names no folder and no machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.paths import public_provenance, without_folders


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/srv/zicht/twins/demo/twin.json cannot be read", "twin.json cannot be read"),
        ("out '/srv/data': lies in /srv, where", "out 'data': lies in /srv, where"),
        (
            "4.518 m NAP at 1/10,000 per year, t/m 2100, en/of",
            "4.518 m NAP at 1/10,000 per year, t/m 2100, en/of",
        ),
        ("https://example.nl/a/b/c", "https://example.nl/a/b/c"),
        ("file:///srv/a/b", "file:///srv/a/b"),
        ("", ""),
    ],
)
def test_absolute_paths_lose_their_folders(text: str, told: str) -> None:
    assert without_folders(text) == told


def test_data_folder_with_spaces_is_hidden_as_well() -> None:
    data = Path("/mnt/Jan de Vries/zicht data")
    assert without_folders(f"{data}/twins/demo is damaged", data) == "demo is damaged"


def test_provenance_keeps_everything_but_machine_and_folders() -> None:
    found = public_provenance(
        {
            "host": {"name": "laptop-of-jan", "cores": 2},
            "twin": {"baseline": "/srv/twins/demo", "attributes": {"sources": ["/mnt/jan/dem.tif", "AHN"]}},
            "times": {"seconds": 2.5},
        }
    )
    assert found == {
        "host": {"cores": 2},
        "twin": {"baseline": "demo", "attributes": {"sources": ["dem.tif", "AHN"]}},
        "times": {"seconds": 2.5},
    }
