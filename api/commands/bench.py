"""``zicht bench``: measured speeds beside those of peers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.commands.console import print_json, print_table, report
from twin.errors import InvalidInputError, Problem, did_you_mean

__all__ = ["bench"]


def bench(name: str, options: Mapping[str, Any], *, as_json: bool) -> None:
    """Run one bench with the options that were given."""
    import inspect
    from importlib import import_module

    from scenarios.bench import benches, run

    given = {key: value for key, value in options.items() if value is not None}
    if name in benches():
        known = inspect.signature(import_module(f"scenarios.bench.{name.replace('-', '_')}").run).parameters
        wrong = [
            Problem(f"--{key}", value, f"is no option of the bench {name}", did_you_mean(key, known))
            for key, value in given.items()
            if key not in known
        ]
        if wrong:
            raise InvalidInputError(wrong)
    report(f"bench {name}: this takes a while")
    figures = run(name, **given)
    if as_json:
        print_json(figures)
    else:
        print_table(("", ""), [(key, str(value)) for key, value in figures.items()])
