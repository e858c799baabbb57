"""Numbers of a validation case, held against their gate and kept for the science page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.validation.flow import measurements
from tests.validation.flow.measurements import Measured, Recorder

Measure = Callable[..., None]


@pytest.fixture(scope="session")
def recorder() -> Iterator[Recorder]:
    kept = Recorder()
    yield kept
    if kept.rows and measurements.wanted():
        kept.write()


@pytest.fixture
def assert_measured(request: pytest.FixtureRequest, recorder: Recorder) -> Measure:
    """Check a number against its gate; a full-size case must also agree with what the page shows."""
    full = request.node.get_closest_marker("validate") is not None
    shown = {(row.case, row.what): row for row in measurements.read()} if full else {}

    def take(
        case: str,
        what: str,
        value: float,
        unit: str = "1",
        *,
        low: float | None = None,
        high: float | None = None,
    ) -> None:
        found = Measured(case, what, float(value), unit, low, high)
        if full:
            recorder.rows.append(found)
        assert found.passes, f"{case} {what}: {value:g} {unit}, gate {found.gate}"
        if full and not measurements.wanted():
            page = shown.get((case, what))
            assert page is not None, f"{case} {what} is not on the page: run `make validate`"
            assert found.agrees_with(page), f"{case} {what}: {value:g}, the page says {page.value:g}"

    return take


@pytest.fixture
def drawing(request: pytest.FixtureRequest) -> bool:
    """Whether this case draws its figure."""
    return measurements.wanted() and request.node.get_closest_marker("validate") is not None
