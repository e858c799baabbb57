"""Tables of the user: read as they are meant, and refused when they are none, or too large."""

from __future__ import annotations

from pathlib import Path

import pytest

from twin import user_tables
from twin.errors import InvalidInputError
from twin.user_tables import number, read_table


def table(folder: Path, content: str | bytes) -> Path:
    path = folder / "own.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_rows_by_column(tmp_path: Path) -> None:
    text = '\ufeff# made up for this test\r\na, b ,c,\r\n 1,"x, y",3,\r\n\r\n# between\r\n4,5\r\n'
    rows = read_table(table(tmp_path, text), ("c", "a"), field="own")
    assert [{name: row[name] for name in "abc"} for row in rows] == [
        {"a": "1", "b": "x, y", "c": "3"}, {"a": "4", "b": "5", "c": ""},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "has no column c"),
        ("", "has no column a, c"),
        ("a;c\n1;2\n", "has no column a, c"),
        ("a,c,a\n1,2,3\n", "has more than one column 'a'"),
        ("a,c\n1,2\n0,5,3\n", "has 3 values in row 2, for 2 columns"),
        (b"a,c\n\xff,2\n", "cannot be read as a text file: UnicodeDecodeError"),
        ("a,c\n1," + "x" * 200_000, "cannot be read as comma-separated values"),
        ("a,c," + ",".join(map(str, range(200))), "has more than 100 columns"),
        ("a,c\n" + "1,2\n" * 11, "has more than 10 rows"),
        ("a,c\n" + "1" * 20_000 + ",2\n", "has more than 10000 bytes"),
    ],
)
def test_what_is_no_table_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes, message: str
) -> None:
    monkeypatch.setattr(user_tables, "MOST_ROWS", 10)
    monkeypatch.setattr(user_tables, "LARGEST", 300_000 if "x" * 9 in str(content) else 10_000)
    with pytest.raises(InvalidInputError) as told:
        read_table(table(tmp_path, content), ("a", "c"), field="own")
    (problem,) = told.value.problems
    assert (problem.field, problem.value) == ("own", str(tmp_path / "own.csv"))
    assert message in problem.message
    assert problem.remedy


def test_a_folder_and_nothing_are_no_tables(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(InvalidInputError, match="cannot be read as a text file"):
            read_table(path, field="own")


def test_numbers() -> None:
    assert [number(text) for text in ("1", " -0.5 ", "1e6")] == [1.0, -0.5, 1e6]
    assert [number(text) for text in ("", "x", "0,5", "nan", "inf", "-1e7")] == [None] * 6
