"""Area files: what is accepted, and how each mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from terrain.area import Area, Edges
from terrain.connectors import connectors
from terrain.connectors.file import FileSource
from twin.errors import InvalidInputError

TEXT = """
name: hoekje
bbox: [109580, 541712, 110064, 543286]
resolution: 2
sources:
  ground_level: {connector: file, path: dem_2m.tif, water: {values: [10.0], level: peilgebieden}}
  sea: {edge: [west]}
  peilgebieden: {connector: file, path: p.gpkg, columns: {summer_level: streefpeil, winter_level: streefpeil}}
  buildings: {connector: file, path: b.gpkg, columns: {floor_level: drempel_5cm}}
  dikes: {connector: file, path: w.gpkg, layer: waterkering, crest: ground}
"""


def test_the_area_file_of_the_contract_is_read(tmp_path):
    (tmp_path / "hoekje.yaml").write_text(TEXT)
    area = Area.load(tmp_path / "hoekje.yaml")
    assert area.bbox == (109580, 541712, 110064, 543286)
    (ground,) = area.sources["ground_level"]
    assert isinstance(ground, FileSource)
    assert ground.path == (tmp_path / "dem_2m.tif",)
    assert ground.water.values == (10.0,)
    (sea,) = area.sources["sea"]
    assert isinstance(sea, Edges)
    assert sea.edge == ("west",)
    assert area.sources["dikes"][0].crest == "ground"


def test_a_list_of_sources_keeps_its_order(area):
    entry = [{"connector": "file", "path": "a.gpkg"}, {"connector": "file", "path": "b.gpkg"}]
    sources = Area.load(area(structures=entry)).sources["structures"]
    assert [source.path[0].name for source in sources] == ["a.gpkg", "b.gpkg"]


@pytest.mark.parametrize(
    ("bbox", "suspicion"),
    [
        ([4.7, 52.8, 4.8, 52.9], "degrees"),
        ([110064, 541712, 109580, 543286], "inverted"),
        ([109580, 541712, 109580, 543286], "empty"),
        ([541712, 109580, 543286, 110064], "swapped"),
        ([109580, 1541712, 110064, 1543286], "outside the Netherlands"),
        ([-1e308, -1e308, 1e308, 1e308], "outside the Netherlands"),
        ([109580, 541712, 110064], "required"),
        ([109580, 541712, 110064, float("nan")], "finite"),
        ("everywhere", "tuple"),
    ],
)
def test_a_wrong_bbox_is_refused_with_the_suspicion(area, bbox, suspicion):
    with pytest.raises(InvalidInputError, match=suspicion) as caught:
        Area.load(area(bbox=bbox))
    assert all(problem.field.startswith("bbox") for problem in caught.value.problems)


def test_the_embedded_area_in_the_north_sea_lies_inside_the_rdnap_grids(area):
    assert Area.load(area(bbox=[60000, 545000, 72800, 555240])).bbox[0] == 60000


@pytest.mark.parametrize("resolution", [0, -2, 0.001, 5000, float("inf"), "fine"])
def test_a_wrong_resolution_is_refused(area, resolution, refused):
    assert refused(lambda: Area.load(area(resolution=resolution)), "resolution").field == "resolution"


def test_too_many_cells_are_refused_before_anything_is_read(area, refused):
    problem = refused(
        lambda: Area.load(area(bbox=[20000, 310000, 270000, 610000], resolution=1)), "resolution"
    )
    assert "75,000 million cells" in problem.message
    assert "Use 19.4 m" in problem.remedy


def test_every_problem_is_reported_at_once(area):
    wrong = area(
        bbox=[4.7, 52.8, 4.8, 52.9],
        resolution=0,
        dike={"connector": "file", "path": "d.gpkg"},
        sea={"edge": ["wset"]},
        buildings={"connector": "flie", "path": "b.gpkg"},
        peilgebieden={"connector": "file", "paht": "p.gpkg"},
    )
    wrong["nmae"] = "x"
    with pytest.raises(InvalidInputError) as caught:
        Area.load(wrong)
    found = {problem.field: str(problem) for problem in caught.value.problems}
    assert set(found) == {
        "bbox",
        "resolution",
        "nmae",
        "sources.dike",
        "sources.sea.edge",
        "sources.buildings.connector",
        "sources.peilgebieden.path",
        "sources.peilgebieden.paht",
    }
    assert "Did you mean 'dikes'?" in found["sources.dike"]
    assert "Did you mean 'west'?" in found["sources.sea.edge"]
    assert "Did you mean 'file'?" in found["sources.buildings.connector"]
    assert "Did you mean 'path'?" in found["sources.peilgebieden.paht"]
    assert "Did you mean 'name'?" in found["nmae"]


@pytest.mark.parametrize(
    ("theme", "key", "value"),
    [
        ("buildings", "water", {"values": [10], "level": 0}),
        ("buildings", "unit", "cm"),
        ("buildings", "crest", "ground"),
        ("ground_level", "columns", {"id": "code"}),
        ("ground_level", "classes", {1: 2}),
        ("roughness", "unit", "cm"),
        ("land_use", "water", {"values": [1], "level": 0}),
        ("dikes", "bed_level", -5),
    ],
)
def test_a_key_without_meaning_is_refused(area, refused, theme, key, value):
    entry = {"connector": "file", "path": "x.tif", key: value}
    problem = refused(lambda: Area.load(area(**{theme: entry})), key)
    assert f"no meaning for {theme}" in problem.message


def test_one_edge_needs_no_list_and_a_level_is_a_number_or_peilgebieden(area, refused):
    assert Area.load(area(sea={"edge": "west"})).sources["sea"][0].edge == ("west",)
    entry = {"connector": "file", "path": "d.tif", "water": {"values": [10.0], "level": "peilgebiedn"}}
    problem = refused(lambda: Area.load(area(ground_level=entry)), "water.level")
    assert problem.message == "is neither a number nor 'peilgebieden'"
    entry = {"connector": "file", "path": "d.tif", "unit": "ft"}
    assert refused(lambda: Area.load(area(ground_level=entry)), "unit").remedy == "Use 'm', 'cm' or 'mm'."


@pytest.mark.parametrize(
    "path", ["/vsicurl/http://x/y.tif", "https://x/y.tif", "/vsizip/a.zip/b.tif", "a\0b.tif"]
)
def test_only_plain_paths_are_read(area, refused, path):
    problem = refused(lambda: Area.load(area(ground_level={"connector": "file", "path": path})), "path")
    assert "plain path" in problem.message


@pytest.mark.parametrize(
    "entry", [{"connector": "file", "path": "d.tif", "unit": "ft"}, 5, None, {"path": "d.tif"}]
)
def test_a_malformed_source_is_refused(area, entry):
    given = area()
    given["sources"]["ground_level"] = entry
    with pytest.raises(InvalidInputError, match=r"sources\.ground_level"):
        Area.load(given)


@pytest.mark.parametrize("text", ["- a\n- b\n", "name: [", "", "\tname: x", "name: a\nname: b"])
def test_a_file_that_is_no_area_is_refused(tmp_path, text):
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(InvalidInputError, match=r"file = .*a\.yaml"):
        Area.load(tmp_path / "a.yaml")


def test_a_missing_area_file_and_missing_sources_are_named(tmp_path):
    with pytest.raises(InvalidInputError, match="cannot be read"):
        Area.load(tmp_path / "none.yaml")
    with pytest.raises(InvalidInputError, match="sources = None: is required"):
        Area.load({"name": "x", "bbox": [1e5, 5e5, 1.1e5, 5.1e5], "resolution": 10})
    with pytest.raises(InvalidInputError, match=r"sources\.ground_level = None: is required"):
        Area.load({"name": "x", "bbox": [1e5, 5e5, 1.1e5, 5.1e5], "resolution": 10, "sources": {}})


@pytest.mark.parametrize(
    "name", ["../x", "Hoekje", "", "a" * 64, "x y", "demo", "demo-5m", "catalogue", "catalogue-x"]
)
def test_a_name_that_is_no_slug_or_is_taken_is_refused(area, name):
    with pytest.raises(InvalidInputError, match="name"):
        Area.load(area(name=name))


def test_no_source_at_all_is_named(area, refused):
    assert refused(lambda: Area.load(area(ground_level=[])), "ground_level").message == "is empty"


@pytest.mark.parametrize("example", ["hoekje", "achterhoek"])
def test_the_examples_are_valid(example):
    path = Path(__file__).parents[3] / "examples" / f"{example}.yaml"
    assert Area.load(path).name == example


def test_connectors_are_found_by_their_folder():
    assert "file" in connectors()
    for name, connector in connectors().items():
        assert connector.id == name
        assert connector.delivers
