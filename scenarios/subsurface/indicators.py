"""What the answers of the process `subsurface-conflicts` are called."""

from __future__ import annotations

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_METHOD = (
    "pairs of claims on the subsurface, by the rule of their two functions: in plan, in height and in the "
    "years that both are there. Low: those that the uncertainty of places leaves at least 95 % probable. "
    "High: with those that are in order as drawn and still have the least probability that was asked"
)


def _pairs(dutch: str, english: str) -> Indicator:
    return Indicator("1", dutch, english, _METHOD)


INDICATORS: dict[str, Indicator] = {
    "forbidden": _pairs("paren die verboden zijn", "pairs that are forbidden"),
    "conditional": _pairs("paren die alleen onder voorwaarden kunnen", "pairs that need conditions"),
    "competing": _pairs("paren die om dezelfde ruimte concurreren", "pairs that compete for the same room"),
    "synergy": _pairs("paren die elkaar versterken", "pairs that strengthen each other"),
    "unknown": _pairs("paren waarvan het niet te zeggen is", "pairs of which it cannot be told"),
}
