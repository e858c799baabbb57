"""Runs a scenario: checks it against the twin, computes it and its reference, and joins the answers."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from scenarios.drivers import Drivers, check_drivers, resolve
from scenarios.inheritance import told_once
from scenarios.intervention import Context
from scenarios.machine import memory_of_machine
from scenarios.model import ProcessCall, Scenario
from scenarios.process import Estimate, Indicator, Outcome, Value, processes
from scenarios.scratch import scratch_for
from twin.conventions import START
from twin.crate import AFTER, BASE
from twin.errors import InvalidInputError, Problem
from twin.progress import Progress, part, silent

if TYPE_CHECKING:
    import xarray as xr

    from twin.state import Twin
    from twin.store import Result

__all__ = ["NO_BAND", "after", "check", "estimate", "run"]

_TOLD = 5
"""Earlier interventions that are named at most where one does not fit behind them."""
_TRIED = 10
"""Interventions that a check tries behind each other at most; the run tells of those after them."""


NO_BAND = "no band: the drivers give one number"
NO_SEEDS = "none: nothing is drawn at random"


@dataclass(frozen=True, slots=True)
class _Case:
    """A twin and what drives it: the scenario or its reference."""

    twin: Twin
    drivers: Drivers


def run(
    scenario: Scenario | str | Path | Mapping[str, Any],
    twin: Twin | str | Path | None = None,
    progress: Progress | None = None,
    scratch: Path | None = None,
) -> Result:
    """Compute what a scenario does, beside its reference.

    Parameters
    ----------
    scenario
        A scenario, or the path or content of its file.
    twin
        Twin, or its name or path; the scenario's baseline when left out.
    progress
        Told how far the work is; may raise `twin.errors.Cancelled` to stop it.
    scratch
        Folder in which long work keeps checkpoints: the same run with the same folder goes on from there,
        with the same result to the bit. It is left for the caller to remove.

    Returns
    -------
    Result
        Fields and tables of the scenario, features, indicators of both, and provenance. Without any change
        the scenario equals the reference to the last bit.

    Raises
    ------
    InvalidInputError
        Naming everything that is wrong, before anything is computed.

    Examples
    --------
    >>> result = run({"name": "Sea +1 m", "drivers": {"sea_level_rise": {"metres": 1.0}},
    ...               "processes": ["sea-level-rise"]})                              # doctest: +SKIP
    >>> result.indicators["sea-level-rise.sea_level"]["value"]                         # doctest: +SKIP
    1.03
    """
    started, clock = datetime.now(UTC), perf_counter()
    tell = progress or silent
    asked = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    base = _opened(asked, twin, part(tell, 0.0, 0.2))
    problems = check(asked, base)
    if problems:
        raise InvalidInputError(problems)
    changed, reference = _cases(asked, base)
    outcomes = _outcomes(asked.built, changed, reference, part(tell, 0.2, 0.98), scratch)
    result = _joined(asked, base, outcomes)
    times = {
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(perf_counter() - clock, 3),
    }
    tell(1.0, "done")
    return _result(result, _provenance(asked, base, twin, changed, reference, times))


def check(scenario: Scenario, twin: Twin) -> list[Problem]:
    """List everything of a scenario that does not fit a twin."""
    start, horizon = _years(scenario, twin)
    problems = check_drivers(scenario.drivers, horizon, "drivers")
    problems += check_drivers(scenario.reference.drivers, horizon, "reference.drivers")
    if horizon < start:
        problems.append(
            Problem("horizon", horizon, f"lies before the start {start}", "Give a later horizon, or a start.")
        )
    for position, intervention in enumerate(scenario.interventions):
        problems += _within(f"interventions[{position}]", intervention.check(twin))
    for position, call in enumerate(scenario.processes):
        if call.is_built:
            found = processes()[call.id].check(twin, call.parameters)
            problems += _within(f"processes[{position}].{call.id}", found)
    problems = told_once(problems, [call.id for call in scenario.processes]) + _too_large(scenario, twin)
    return problems or _together(scenario, twin) or _impossible(scenario, twin)


def after(scenario: Scenario, twin: Twin) -> Twin:
    """State of a twin after the interventions of an earlier scenario; it remembers where it came from."""
    from twin.state import Twin as State

    changed = _cases(scenario, twin)[0].twin
    before = json.loads(twin.attributes.get(AFTER, "[]"))
    told = {
        BASE: twin.attributes.get(BASE, twin.digest),
        AFTER: json.dumps([*before, scenario.to_dict()], ensure_ascii=False),
    }
    return State(
        changed.surface,
        changed.subsurface,
        changed.features,
        name=changed.name,
        reference_year=changed.reference_year,
        attributes={**changed.attributes, **told},
    )


def estimate(scenario: Scenario, twin: Twin) -> Estimate:
    """Tell the cost of a run, scenario and reference together, before anything is allocated."""
    horizon = scenario.horizon
    costs = [processes()[call.id].estimate_until(twin, call.parameters, horizon) for call in scenario.built]
    return reduce(Estimate.__add__, [*costs, *costs], Estimate(0, 0, 0.0))


def _together(scenario: Scenario, twin: Twin) -> list[Problem]:
    """List what is wrong with interventions that fit the twin, but not behind those that they add to."""
    context, seen = _context(scenario, twin), dict[tuple[type, str], list[int]]()
    for position, change in enumerate(scenario.interventions):
        for name in change.adds_up():
            seen.setdefault((type(change), name), []).append(position)
    behind: dict[int, set[int]] = {}
    for positions in seen.values():
        for at, position in enumerate(positions if len(positions) > 1 else ()):
            behind.setdefault(position, set()).update(positions[max(0, at - _TOLD) : at])
    for position, before in sorted(behind.items())[:_TRIED]:
        if scenario.interventions[position].searches():
            break
        try:
            twin = scenario.interventions[position].apply(twin, context)
        except InvalidInputError as error:
            names = ", ".join(f"interventions[{at}]" for at in sorted(before)[-_TOLD:])
            told = [replace(p, message=f"together with {names} {p.message}") for p in error.problems]
            return _within(f"interventions[{position}]", told)
    return []


def _impossible(scenario: Scenario, twin: Twin) -> list[Problem]:
    """Refuse drivers under which a process cannot run; under interventions (a raised dike) the run tells."""
    cases = [] if scenario.interventions else [("", scenario.drivers)]
    for prefix, drivers in [*cases, ("reference.", scenario.reference_drivers)]:
        resolved = resolve(drivers, scenario.horizon)
        for call in scenario.built:
            if found := processes()[call.id].check_case(twin, resolved):
                return [
                    replace(p, field=f"{prefix}{p.field}") if p.field.startswith("drivers") else p
                    for p in found
                ]
    return []


def _too_large(scenario: Scenario, twin: Twin) -> list[Problem]:
    cost, there = estimate(scenario, twin), memory_of_machine()
    if cost.bytes <= there:
        return []
    message = f"needs about {cost.bytes / 1e9:.1f} GB of memory, this machine has {there / 1e9:.1f} GB"
    return [Problem("baseline", scenario.baseline, message, cost.remedy)]


def _within(prefix: str, problems: list[Problem]) -> list[Problem]:
    return [Problem(f"{prefix}.{p.field}", p.value, p.message, p.remedy) for p in problems]


def _opened(scenario: Scenario, twin: Twin | str | Path | None, progress: Progress) -> Twin:
    from twin.state import Twin as State

    if isinstance(twin, State):
        return twin
    return State.open(scenario.baseline if twin is None else twin, progress=progress)


def _years(scenario: Scenario, twin: Twin) -> tuple[int, int]:
    return twin.reference_year if scenario.start is None else scenario.start, scenario.horizon


def _context(scenario: Scenario, twin: Twin) -> Context:
    start, horizon = _years(scenario, twin)
    return Context(start, horizon, resolve(scenario.drivers, horizon).rise)


def _cases(scenario: Scenario, twin: Twin) -> tuple[_Case, _Case]:
    """The scenario, with its interventions applied in order, and the reference."""
    horizon = scenario.horizon
    drivers, reference = resolve(scenario.drivers, horizon), resolve(scenario.reference_drivers, horizon)
    context, changed = _context(scenario, twin), twin
    for position, change in enumerate(scenario.interventions):
        try:
            changed = change.apply(changed, context)
        except InvalidInputError as error:  # seen only behind what came before it, or looked for
            raise InvalidInputError(_within(f"interventions[{position}]", list(error.problems))) from None
    return _Case(changed, drivers), _Case(twin, reference)


def _outcomes(
    calls: tuple[ProcessCall, ...],
    changed: _Case,
    reference: _Case,
    progress: Progress,
    scratch: Path | None,
) -> list[tuple[ProcessCall, Outcome, Mapping[str, Value]]]:
    """What each process finds for the scenario and for the reference; equal cases are computed once."""
    same = changed.drivers == reference.drivers and (
        changed.twin is reference.twin or changed.twin.digest == reference.twin.digest
    )
    found = []
    for position, call in enumerate(calls):
        process, parameters = processes()[call.id], call.parameters
        low, high = position / len(calls), (position + 1) / len(calls)
        first = _named(part(progress, low, high if same else (low + high) / 2), process.title_en)
        with scratch_for("scenario", scratch):
            outcome = process.simulate(changed.twin, changed.drivers, parameters, first)
        compared = outcome.values
        if not same:
            second = _named(part(progress, (low + high) / 2, high), f"{process.title_en}, reference")
            with scratch_for("reference", scratch):
                compared = process.values(reference.twin, reference.drivers, parameters, second)
        found.append((call, outcome, compared))
    return found


def _named(progress: Progress, title: str) -> Progress:
    return lambda fraction, message: progress(fraction, f"{title}: {message}")


def _joined(
    scenario: Scenario, twin: Twin, outcomes: list[tuple[ProcessCall, Outcome, Mapping[str, Value]]]
) -> tuple[xr.Dataset, dict[str, Any], dict[str, dict[str, Any]]]:
    """One dataset, one set of feature tables and one flat list of indicators."""
    import xarray as xr

    from twin.provenance import code_digest
    from twin.quantities import describe

    dataset = xr.Dataset(coords=twin.grid.coords())
    features: dict[str, Any] = {}
    indicators: dict[str, dict[str, Any]] = {}
    for call, outcome, compared in outcomes:
        dataset = dataset.merge(outcome.fields, join="exact", compat="identical")
        features |= {_free(name, call.id, features): table for name, table in outcome.features.items()}
        for name, indicator in processes()[call.id].indicators.items():
            indicators[f"{call.id}.{name}"] = _entry(indicator, outcome.values[name], compared[name])
    attributes = {
        "title": scenario.name,
        "source": f"twin {twin.name}, {twin.digest}",
        "history": f"scenario {_without_folders(scenario).digest}; code {code_digest()}",
        "institution": "computed with Zicht",
        "references": "; ".join(f"process {call.id} {processes()[call.id].version}" for call, *_ in outcomes),
        START: f"{scenario.horizon}-01-01T00:00:00",
    }
    return describe(dataset).assign_attrs(attributes), features, indicators


def _free(name: str, process_id: str, taken: Mapping[str, Any]) -> str:
    return name if name not in taken else f"{process_id.replace('-', '_')}_{name}"


def _entry(indicator: Indicator, value: Value, reference: Value) -> dict[str, Any]:
    known = value.value is not None and reference.value is not None
    return {
        "value": _number(value.value),
        "reference": _number(reference.value),
        "difference": _number(value.value - reference.value) if known else None,  # type: ignore[operator]
        "low": _number(value.low),
        "high": _number(value.high),
        "unit": indicator.unit,
        "label_nl": indicator.label_nl,
        "label_en": indicator.label_en,
        "method": value.method or indicator.method,
        "reason": value.reason or _of_reference(value, reference) or _no_band(value),
    }


def _of_reference(value: Value, reference: Value) -> str | None:
    """Why there is nothing to compare with; a value that is known must not seem to be the unknown one."""
    if not reference.reason or value.value is None:
        return reference.reason
    return f"the reference{' is not known' if reference.value is None else ''}: {reference.reason}"


def _number(value: float | None) -> float | None:
    """Round away what a float cannot tell, so that 1.03 - 0.03 is 1."""
    return None if value is None else float(f"{value:.12g}")


def _no_band(value: Value) -> str | None:
    banded = value.low is not None and value.high is not None
    return None if banded else NO_BAND


def _provenance(
    scenario: Scenario, base: Twin, asked: object, changed: _Case, reference: _Case, times: dict[str, Any]
) -> dict[str, Any]:
    from twin.provenance import code_digest, versions

    start, horizon = _years(scenario, base)
    told = _without_folders(scenario)
    return {
        "scenario": told.to_dict(),
        "scenario_digest": told.digest,
        "twin": {
            "name": base.name,
            "digest": base.digest,
            "baseline": _opened_from(scenario, asked),
            "difference": None if asked is None else _difference(scenario, base, asked),
            "attributes": dict(base.attributes),
        },
        "code_digest": code_digest(),
        "versions": versions(),
        "years": {"start": start, "horizon": horizon},
        "processes": {call.id: processes()[call.id].version for call in scenario.built},
        "formulas": {
            call.id: [asdict(formula) for formula in processes()[call.id].card.formulas]
            for call in scenario.built
        },
        "random_seeds": {"run": NO_SEEDS, "twin": base.attributes.get("random_seed")},
        "parameters_from": scenario.parameters_from,
        "files": {call.id: digests for call in scenario.built if (digests := call.parameters.file_digests)},
        "not_built": list(scenario.not_built),
        "drivers": {"scenario": _told(changed.drivers), "reference": _told(reference.drivers)},
        "changes": _changes(base, changed.twin),
        "times": times,
        "host": {"name": platform.node(), "system": platform.platform(), "cores": os.cpu_count()},
    }


def _without_folders(scenario: Scenario) -> Scenario:
    """Scenario as a result tells it: a file of the user by its name, not by where it stands on a machine."""
    return scenario.with_files(lambda path: Path(path).name)


def _changes(base: Twin, changed: Twin) -> dict[str, str]:
    """What the interventions note of what they did."""
    return {key: text for key, text in changed.attributes.items() if base.attributes.get(key) != text}


def _opened_from(scenario: Scenario, asked: object) -> str:
    """Name or absolute path that opens the twin again."""
    if not isinstance(asked, str | Path):
        return scenario.baseline
    return str(Path(asked).absolute()) if Path(asked).exists() else str(asked)


def _difference(scenario: Scenario, base: Twin, asked: object) -> str | None:
    if scenario.baseline in {base.name, str(asked)}:
        return None
    return f"run on {base.name!r}, the scenario names {scenario.baseline!r}"


def _told(drivers: Drivers) -> dict[str, Any]:
    return {name: getattr(drivers, name) for name in Drivers.__slots__}


def _result(
    parts: tuple[xr.Dataset, dict[str, Any], dict[str, dict[str, Any]]], provenance: dict[str, Any]
) -> Result:
    from twin.store import Result as Stored

    return Stored(*parts, provenance)
