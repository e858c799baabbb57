"""Files that people write are read without surprises."""

from __future__ import annotations

from pathlib import Path

import pytest

from twin.errors import InvalidInputError
from twin.mapping_files import parse_mapping, read_mapping


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("name: [", "is not valid YAML"),
        ("a: 1\na: 2", "stands there twice"),
        ("a: &b 1\nc: *b", "not allowed"),
        ("a: !!timestamp x", "types"),
        ("? [a, b]\n: 1", "a key is one word"),
        ("a: {? {b: 1} : 2}", "a key is one word"),
        ("a: " + "9" * 5000, "is not valid YAML"),
        ("- 1", "does not hold keys"),
        ("", "does not hold keys"),
    ],
)
def test_files_without_surprises(text: str, part: str) -> None:
    with pytest.raises(InvalidInputError, match=part):
        parse_mapping(text, "file")


def test_plain_values_are_what_they_look_like() -> None:
    text = (
        "a: 1e4\nb: -2.5E-1\nc: 010\nd: 1:30\ne: no\nf: 2025-01-01\ng: true\nh: ~\ni: .5\nj: 0x10\nk: 1_0\nl:"
    )
    assert parse_mapping(text, "file") == {
        "a": 10_000.0, "b": -0.25, "c": 10, "d": "1:30", "e": "no", "f": "2025-01-01", "g": True, "h": None,
        "i": 0.5, "j": "0x10", "k": "1_0", "l": None,
    }  # fmt: skip
    assert parse_mapping('{"a": {"b": [1, 2.5e3, null, "no"]}, "<<": {}}', "file") == {
        "a": {"b": [1, 2500.0, None, "no"]}, "<<": {},
    }  # fmt: skip


def test_an_endless_file_is_not_read_to_its_end() -> None:
    with pytest.raises(InvalidInputError, match=r"larger than 0\.5 MB"):
        read_mapping(Path("/dev/zero"))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9\n")
    (tmp_path / "large.yaml").write_bytes(b"#" * 500_001)
    for name, part in (("none.yaml", "No such file"), ("latin.yaml", "not UTF-8"), ("large.yaml", "0.5 MB")):
        with pytest.raises(InvalidInputError, match=part) as caught:
            read_mapping(tmp_path / name)
        assert caught.value.problems[0].value == str(tmp_path / name)
