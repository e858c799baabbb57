"""Voxels and the land-use picture, as the page reads them."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest
from PIL import Image

from terrain.exporters.base import export, exporters
from terrain.exporters.drape import write_drape
from terrain.exporters.voxels import write_voxels
from twin.errors import InvalidInputError
from twin.vocabulary import LAND_USE, LITHOCLASS


def test_voxels_round_trip(small_twin, tmp_path):
    assert write_voxels(small_twin, tmp_path)
    header = json.loads((tmp_path / "voxels.json").read_text())
    truth = small_twin.subsurface["voxels"].to_dataset()
    assert header["grid"] == {"x0": 61050.0, "y0": 547250.0, "dx": 100.0, "dy": 100.0, "nx": 16, "ny": 13}
    assert (header["z0"], header["dz"], header["nz"], header["nodata"]) == (-9.75, 0.5, 20, 255)
    for name, field in header["fields"].items():
        volume = np.frombuffer(gzip.decompress((tmp_path / field["file"]).read_bytes()), np.uint8)
        codes = np.full(256, -127)
        for entry in field["classes"]:
            codes[entry["value"]] = entry["code"]
        assert np.array_equal(codes[volume.reshape(20, 13, 16)], truth[name].values)


def test_classes_carry_labels_and_colours(small_twin, tmp_path):
    write_voxels(small_twin, tmp_path)
    fields = json.loads((tmp_path / "voxels.json").read_text())["fields"]
    assert [entry["value"] for entry in fields["lithok"]["classes"]] == [1, 2]
    assert fields["lithok"]["classes"][0]["color"] == LITHOCLASS[1].color
    assert [(e["value"], e["code"], e["label_nl"]) for e in fields["strat"]["classes"]] == [
        (0, 1090, "Hollandveen"),
        (1, 1100, "Wormer"),
    ]


def test_twin_without_voxels(small_twin, tmp_path):
    bare = type(small_twin).from_datasets(small_twin.surface)
    assert not write_voxels(bare, tmp_path)
    with pytest.raises(InvalidInputError, match="no voxels"):
        export(bare, "voxels", tmp_path / "voxels")


def test_picture_has_one_pixel_per_cell(small_twin, tmp_path):
    picture = np.asarray(Image.open(write_drape(small_twin, tmp_path)))
    assert picture.shape == (128, 160, 3)
    assert tuple(picture[0, 0]) == tuple(bytes.fromhex(LAND_USE[1].color[1:]))
    assert tuple(picture[-1, -1]) == tuple(bytes.fromhex(LAND_USE[8].color[1:]))


def test_picture_without_land_use_is_one_colour(small_twin, tmp_path):
    bare = type(small_twin).from_datasets(small_twin.surface[["ground_level"]])
    picture = np.asarray(Image.open(write_drape(bare, tmp_path)))
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) == 1


def test_unknown_format_is_named(small_twin, tmp_path):
    with pytest.raises(InvalidInputError, match=r"'3dtile'.*Did you mean '3dtiles'"):
        export(small_twin, "3dtile", tmp_path / "x")


def test_every_format_describes_itself():
    for name, exporter in exporters().items():
        assert exporter.id == name
        assert "/" in exporter.media_type
        assert exporter.description.endswith(".")
