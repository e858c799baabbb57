"""Which files of a result are tables of a restricted layer, whatever their address looks like."""

from __future__ import annotations

from typing import Any

import pytest

from api.access.files import check_result_file
from api.access.policy import read_policy
from api.access.principal import PUBLIC, admit
from api.access.restrictions import set_policy
from api.errors import UnauthorisedError


@pytest.fixture
def scope() -> dict[str, Any]:
    found: dict[str, Any] = {"type": "http"}
    admit(found, PUBLIC)
    set_policy(found, read_policy(None))
    return found


@pytest.mark.parametrize(
    "file", [".", "/", "features", "features/", "indicators.json", "features/dikes.parquet"]
)
def test_other_files_are_for_everybody(scope: dict[str, Any], file: str) -> None:
    assert check_result_file(scope, file) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    "file",
    [
        "features/vital_objects.parquet",
        "features/vital_objects.parquet/",
        "features/vital_objects-flood.parquet",
    ],
)
def test_restricted_tables_are_not(scope: dict[str, Any], file: str) -> None:
    with pytest.raises(UnauthorisedError):
        check_result_file(scope, file)
