"""The user's table of SOMERS rules: values on a line in the freeboard, classes that stay apart, bad files."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.physics.peat import YEAR
from scenarios.polders.somers import COLUMNS, SomersRelation, read_somers
from scenarios.polders.subsidence import Wetness
from tests.unit.scenarios.polders.peat_polder import peat_polder
from twin.errors import InvalidInputError

KG_PER_HECTARE = 1e-4 / YEAR
MILLIMETRES_A_DAY = 1e-3 / 86_400.0
HEAD = ",".join(COLUMNS)


def row(
    freeboard, median, *, soil="pVb", measure="none", width="30,50", seepage="-0.3,0.3", offset=0, region="ZW"
):
    spread = f"{median},{0.5 * median},{2 * median}"
    return f"{region},{soil},{measure},{width},{seepage},{offset},{freeboard},{spread}"


ROWS = [
    row(0.5, 10620.4), row(0.6, 13028.5), row(0.7, 15624.7),
    row(0.5, 9929.5, measure="PWIS"), row(0.6, 12742.1, measure="PWIS"),
    row(0.2, 3159.4, measure="AWIS"), row(0.5, 8163.0, measure="AWIS"),
    row(0.5, 12431.5, soil="hVs"), row(0.6, 15083.7, soil="hVs"),
    row(0.5, 9000.0, width="0,30"), row(0.5, 8000.0, seepage="0.8,"), row(0.5, 11000.0, offset=-0.1),
    row(0.5, 1.0, region="NO"),
]  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def writer(rows, head=HEAD):
        path = tmp_path / "somers.csv"
        path.write_text("\n".join(["# made up for this test", head, *rows]), encoding="utf-8")
        return path

    return writer


@pytest.fixture
def table(write):
    # 0.3 and 0.4 m of AWIS are on a line between those that are told
    between = [row(0.3, 4827.2667, measure="AWIS"), row(0.4, 6495.1333, measure="AWIS")]
    others = [row(freeboard, 5000.0, soil="kVs") for freeboard in (0.2, 0.3, 0.4)]
    return read_somers(write([*ROWS, *between, *others]), region="ZW")


def look_up(table, freeboard, *, soil="pVb", measure=0, width=40.0, seepage=0.0, offset=0.0):
    return table.emission(
        soil=[soil],
        measure=np.array([measure]),
        width=np.array([width]),
        seepage=np.array([seepage * MILLIMETRES_A_DAY]),
        offset=np.array([offset]),
        freeboard=np.array([freeboard]),
    )


def median(*arguments, **keys):
    return float(look_up(*arguments, **keys).median[0]) / KG_PER_HECTARE


def test_worked_value_between_two_freeboards(table):
    assert median(table, 0.55) == pytest.approx(11824.5, abs=0.06)
    found = look_up(table, 0.55)
    assert found.low[0] == pytest.approx(0.5 * found.median[0])
    assert found.high[0] == pytest.approx(2.0 * found.median[0])
    assert not found.outside[0]


def test_classes_stay_apart(table):
    assert median(table, 0.5) == pytest.approx(10620.4)
    assert median(table, 0.5, width=29.99) == pytest.approx(9000.0)
    assert median(table, 0.5, seepage=2.0) == pytest.approx(8000.0)
    assert median(table, 0.5, offset=-0.08) == pytest.approx(11000.0)
    assert median(table, 0.55, measure=1) == pytest.approx(0.5 * (9929.5 + 12742.1))
    assert median(table, 0.5, soil="hVs") == pytest.approx(12431.5)


def test_without_a_row_nothing_is_told(table):
    for found in (
        look_up(table, 0.5, width=60.0),
        look_up(table, 0.5, seepage=0.5),
        look_up(table, 0.5, soil="iWp"),
        look_up(table, 0.5, soil=None),
        look_up(table, np.nan),
    ):
        assert np.isnan(found.median[0])
        assert not found.outside[0]


def test_beyond_the_table_its_end_stands_and_is_marked(table):
    deep, shallow = look_up(table, 1.5), look_up(table, 0.1)
    assert deep.outside[0]
    assert shallow.outside[0]
    assert deep.median[0] / KG_PER_HECTARE == pytest.approx(15624.7)
    assert shallow.median[0] / KG_PER_HECTARE == pytest.approx(10620.4)
    pressurised = look_up(table, 0.6, measure=2)
    assert pressurised.outside[0]
    assert pressurised.median[0] / KG_PER_HECTARE == pytest.approx(8163.0)


def test_height_is_that_of_the_carbon(table):
    columns = peat_polder(2, peat_thickness=np.array([4.0, 0.0]))
    depth = np.full(2, 0.5)
    now = Wetness(depth, depth, depth, depth, np.zeros(2), np.zeros(2, np.int8), 10.5)
    lost = SomersRelation(table).begin(columns, now).year(now)
    # 2.25867 t of CO2 go with a millimetre on a hectare
    assert 1000.0 * lost.oxidation[0] == pytest.approx(12.4315 / 2.25867, rel=5e-6)
    assert lost.oxidation[1] == 0.0
    assert lost.creep[0] > 0.0


def test_pipes_do_not_make_a_parcel_narrow(table):
    """The class is that of the parcel: 30 to 50 m, with pipes 6 m apart as without."""
    columns = peat_polder(1, spacing=np.array([6.0]), width=np.array([40.0]), soils=("peat",))
    depth = np.full(1, 0.5)
    now = Wetness(depth, depth, depth, depth, np.zeros(1), np.zeros(1, np.int8), 10.5)
    wide = SomersRelation(table).begin(columns, now).year(now).oxidation
    assert 1000.0 * wide[0] == pytest.approx(12.4315 / 2.25867, rel=5e-6)


def problems(path, region="ZW"):
    with pytest.raises(InvalidInputError) as caught:
        read_somers(path, region=region)
    return caught.value.problems


def test_all_that_is_wrong_is_told_at_once(write):
    found = problems(write([row("deep", 1.0), row(0.5, -1.0), row(0.5, 1.0, measure="drains")]))
    assert [problem.field for problem in found] == [
        "somers_table[1].summer_freeboard", "somers_table[2].median", "somers_table[3].measure",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "head", "region", "message"),
    [
        (ROWS, HEAD.replace("median", "mediaan"), "ZW", "has no column median"),
        (ROWS, HEAD, "Zuid", "has no rows"),
        ([*ROWS, ROWS[0]], HEAD, "ZW", "twice"),
        ([row(0.5, 1.0), row(0.7, 2.0), row(0.6, 1.0, soil="hVs")], HEAD, "ZW", "leaves out a freeboard"),
        ([row(0.5, 1.0, width="50,30")], HEAD, "ZW", "the class of width ends before it begins"),
        ([row(place, 1.0) for place in range(201)], HEAD, "ZW", "too many classes: 1 of soil, 1 of offset"),
        ([row("0,5", 1.0)], HEAD, "ZW", "has 13 values in row 1, for 12 columns"),
        ([row(1e9, 1.0)], HEAD, "ZW", "is no number"),
    ],
)
def test_files_that_are_no_table(write, rows, head, region, message):
    assert message in problems(write(rows, head), region)[0].message


def test_many_classes_of_few_rows_take_no_memory(write):
    rows = [row(n, 1.0, soil=f"s{n}", width=f"{n},{n + 1}", seepage=f"{n},{n + 1}") for n in range(150)]
    (found,) = problems(write(rows))
    assert "150 of soil" in found.message
    assert "1,000,000 combinations" in found.remedy


def test_of_all_that_is_wrong_no_more_is_told_than_is_read(write):
    assert len(problems(write([row("x", 1.0)] * 1000))) == 20


def test_regions_are_listed(write):
    (found,) = problems(write(ROWS), "Zuid")
    assert (found.field, found.remedy) == ("somers_region", "Known: NO, ZW.")


def test_no_file(tmp_path):
    assert "cannot be read" in problems(tmp_path / "none.csv")[0].message
