"""Overriding a process that stands in the file by its bare name."""

from __future__ import annotations

import pytest

from scenarios.files import set_value


@pytest.mark.parametrize("path", ["processes.dike-space", "processes.0.dike-space"])
def test_a_bare_process_gets_parameters_by_name_and_by_position(path: str) -> None:
    content = {"processes": ["dike-space", "flood"]}
    set_value(content, f"{path}.step=20")
    set_value(content, f"{path}.direction=square")
    assert content == {"processes": [{"dike-space": {"step": 20, "direction": "square"}}, "flood"]}
