"""GLB: what is written is what a second reader finds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from terrain.exporters.glb import Material, Primitive, to_y_up, write_glb
from terrain.exporters.metadata import PropertyTable

SQUARE = np.array([[0.0, 0, 1], [2, 0, 1], [2, 3, 1], [0, 3, 1]])
FACES = np.array([[0, 1, 2], [0, 2, 3]])


def table() -> PropertyTable:
    frame = pd.DataFrame(
        {
            "id": ["één", "twee", None],
            "year": pd.array([1900, None, 2020], dtype="Int64"),
            "crest level": [5.2, np.nan, -0.1],
            "vital": [True, False, True],
            "big": [2**40, 1, 2],
            "nested": [[1], [2], [3]],
            "geometry": ["not", "a", "column"],
        }
    )
    return PropertyTable.of("3 things", frame)


def test_property_table_round_trip(tmp_path, read_glb):
    primitive = Primitive(SQUARE, FACES, np.array([0, 0, 2, 2]), Material("m", "#ffffff"))
    (tmp_path / "a.glb").write_bytes(write_glb([primitive], table()))
    read = read_glb(tmp_path / "a.glb")
    assert read.table == {
        "id": ["één", "twee", None],
        "year": [1900, None, 2020],
        "crest_level": [5.2, None, -0.1],
        "vital": [True, False, True],
        "big": [2.0**40, 1.0, 2.0],
    }
    (found,) = read.primitives
    assert found["positions"].tolist() == SQUARE.tolist()
    assert found["triangles"].tolist() == FACES.tolist()
    assert found["features"].tolist() == [0, 0, 2, 2]
    assert found["feature_count"] == 3


def test_rows_can_be_taken_in_any_order():
    taken = table().take(np.array([2, 0]))
    assert taken.count == 2
    assert taken.columns["vital"].tolist() == [True, True]
    assert taken.columns["year"].tolist() == [2020, 1900]


def test_up_becomes_y():
    assert to_y_up(np.array([[1.0, 2.0, 3.0]])).tolist() == [[1.0, 3.0, -2.0]]


def test_colours_are_linear_light():
    assert Material("m", "#ff8000", 0.5).factor == [1.0, 0.2159, 0.0, 0.5]


@pytest.mark.parametrize(("vertices", "component"), [(65535, 5123), (65536, 5125)])
def test_indices_are_as_short_as_the_format_allows(tmp_path, read_glb, vertices, component):
    positions = np.zeros((vertices, 3))
    positions[:, 0] = np.arange(vertices)
    faces = np.array([[0, 1, vertices - 1]])
    primitive = Primitive(positions, faces, np.zeros(vertices, int), Material("m", "#ffffff"))
    (tmp_path / "a.glb").write_bytes(write_glb([primitive], table()))
    read = read_glb(tmp_path / "a.glb")
    assert read.primitives[0]["triangles"].tolist() == faces.tolist()
    assert read.json["accessors"][-1]["componentType"] == component


def test_more_features_than_a_short_can_count(tmp_path, read_glb):
    primitive = Primitive(SQUARE, FACES, np.array([0, 1, 70000, 70001]), Material("m", "#ffffff"))
    big = PropertyTable.of("big", {"id": [str(k) for k in range(70002)]})
    (tmp_path / "a.glb").write_bytes(write_glb([primitive], big))
    assert read_glb(tmp_path / "a.glb").primitives[0]["features"].tolist() == [0, 1, 70000, 70001]


def test_nothing_to_draw_is_refused():
    empty = Primitive(SQUARE, FACES[:0], np.zeros(4, int), Material("m", "#ffffff"))
    with pytest.raises(ValueError, match="at least one triangle"):
        write_glb([empty], table())
