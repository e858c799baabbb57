"""Tables of Waterwijzer that a user brings: read, looked up, and refused with all that is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.polders.waterwijzer import read_waterwijzer
from twin.errors import InvalidInputError

HEADER = "soil,crop,GHG_cm,GLG_cm,wet,dry,salt\n"
ROWS = "peat,grass,0,50,30,0,0\npeat,grass,0,150,20,8,0\npeat,grass,50,50,10,0,2\npeat,grass,50,150,0,8,2\n"


def table(folder, text):
    path = folder / "wwl.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_given_back_and_between_them_it_is_linear(tmp_path):
    read = read_waterwijzer(table(tmp_path, "# source\n" + HEADER + ROWS))
    found = read.losses(
        soil="peat",
        crop="grass",
        highest_depth=np.array([0.0, 0.5, 0.25]),
        lowest_depth=np.array([0.5, 1.5, 1.0]),
    )
    assert found[:, 0] == pytest.approx([0.30, 0.0, 0.0])
    assert found[:, 1] == pytest.approx([0.0, 0.08, 0.02])
    assert found[:, 2] == pytest.approx([0.15, 0.04, 0.01])


def test_what_the_table_does_not_tell_is_not_known(tmp_path):
    read = read_waterwijzer(table(tmp_path, HEADER + ROWS))
    deep = {"highest_depth": np.array([0.2, np.nan]), "lowest_depth": np.array([2.5, 1.0])}
    assert np.isnan(read.losses(soil="peat", crop="grass", **deep)).all()
    shallow = {"highest_depth": np.array([0.2]), "lowest_depth": np.array([1.0])}
    assert np.isnan(read.losses(soil="peat", crop="arable", **shallow)).all()
    assert np.isfinite(read.losses(soil="peat", crop="grass", **shallow)).all()


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    rows = "peat,grass,60,50,30,0,0\npeat,grass,0,x,30,0,0\npeat,grass,0,80,130,0,-1\n"
    with pytest.raises(InvalidInputError) as told:
        read_waterwijzer(table(tmp_path, HEADER + rows), field="wwl")
    assert [problem.field for problem in told.value.problems] == [
        "wwl[1].GHG_cm", "wwl[2].GLG_cm", "wwl[3].wet", "wwl[3].salt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("soil,crop,GHG_cm\npeat,grass,1\n", "has no column GLG_cm, wet, dry, salt"),
        (HEADER, "has no rows"),
        (HEADER + ROWS + "peat,grass,0,50,1,1,1\n", "has the same depths twice"),
        (HEADER + "peat,grass,0,50,1,1,1\npeat,grass,0,80,1,1,1\n", "on one line"),
        (HEADER + "".join(f"peat,grass,{n},{n + 50},1,1,1\n" for n in (0, 1, 2 + 1e-14)), "on one line"),
        (
            HEADER + "".join(f"peat,grass,{n},{n + 50},1,1,1\n" for n in range(10_001)),
            "more than 10,000 rows",
        ),
        (HEADER + "peat,grass,0,50,1,1\n", "is no number"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(tmp_path, text, message):
    with pytest.raises(InvalidInputError, match=message):
        read_waterwijzer(table(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_waterwijzer(tmp_path / "none.csv")
