"""How problems are told."""

from __future__ import annotations

from twin.errors import Problem


def test_a_long_value_keeps_both_ends() -> None:
    told = str(Problem("file", "/data/" + "deep/" * 30 + "area.yaml", "cannot be read", "Check the path."))
    assert told.startswith("file = '/data/deep/")
    assert "/area.yaml': cannot be read. Check the path." in told
    assert len(told) == len("file = : cannot be read. Check the path.") + 80
