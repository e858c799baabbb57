"""Where a result's room for dikes is told: one member for the page, links for other programs."""

from __future__ import annotations

from pathlib import Path

from api.jobs.room import dike_space_of

FILES = "/v1/jobs/abc/results/files"


def written(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"{}")
    return folder


def test_a_result_without_it_says_nothing(tmp_path):
    assert dike_space_of(written(tmp_path, "features/dike_reservations.parquet"), FILES, "abc") == ({}, [])


def test_everything_that_there_is_is_linked(tmp_path):
    names = ("dike-space.json", "dike-space.city.json", "3dtiles/tileset.json", "3dtiles-rd/tileset.json")
    folder = written(
        tmp_path, *(f"dike-space/{name}" for name in names), "features/dike_reservations.parquet"
    )
    member, links = dike_space_of(folder, FILES, "abc")
    assert member["dike-space"]["href"].endswith(f"{FILES}/dike-space/dike-space.json")
    assert {link["rel"] for link in links} == {"enclosure"}
    assert [link["type"] for link in links] == [
        "application/city+json", "application/json", "application/json", "application/geopackage+sqlite3"
    ]  # fmt: skip
    assert links[-1]["href"].endswith("/v1/collections/abc-dike-reservations/downloads?format=gpkg")
    assert all(link["title"] for link in links)


def test_what_has_nothing_to_show_has_no_link(tmp_path):
    _, links = dike_space_of(written(tmp_path, "dike-space/dike-space.json"), FILES, "abc")
    assert links == []
