"""Where the service listens and keeps its job table."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import Settings, database_url, is_loopback, refuse_open_mode
from twin.errors import InvalidInputError


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.9.10"])
def test_open_mode_serves_this_machine(host: str) -> None:
    assert is_loopback(host)
    refuse_open_mode(host, guarded=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.nl", "", "127.0.0.1.nl"])
def test_open_mode_refuses_everybody_else(host: str) -> None:
    with pytest.raises(InvalidInputError, match=r"127\.0\.0\.1") as caught:
        refuse_open_mode(host, guarded=False)
    assert caught.value.problems[0].field == "host"
    assert "zicht keys add" in caught.value.problems[0].remedy
    refuse_open_mode(host, guarded=True)


def test_database_stands_in_the_data_folder_by_default(tmp_path: Path) -> None:
    assert Settings.of(tmp_path).database == f"sqlite:///{tmp_path / 'zicht.db'}"
    assert database_url(str(tmp_path / "other.db"), tmp_path) == f"sqlite:///{tmp_path / 'other.db'}"
    assert database_url("postgresql://server/zicht", tmp_path) == "postgresql://server/zicht"
