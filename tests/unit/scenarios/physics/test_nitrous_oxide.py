"""Nitrous oxide of drained peat: the factors of inventories in carbon dioxide."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.physics.nitrous_oxide import NITROGEN_DEEP, NITROGEN_SHALLOW, NITROUS_WARMING, nitrous_oxide
from scenarios.physics.peat_emissions import PER_HECTARE

TONNES = 31_557_600.0 * 10.0


@pytest.mark.parametrize(("nitrogen", "tonnes"), [(NITROGEN_DEEP, 3.51780), (NITROGEN_SHALLOW, 0.686400)])
def test_factors_of_the_inventory_in_carbon_dioxide(nitrogen, tonnes):
    flux = nitrous_oxide(nitrogen=nitrogen.value * PER_HECTARE)
    assert flux * TONNES * NITROUS_WARMING.value == pytest.approx(tonnes, rel=5e-6)


def test_what_is_not_known_stays_so_and_what_cannot_be_is_refused():
    assert np.isnan(nitrous_oxide(nitrogen=np.nan))
    with pytest.raises(ValueError, match="nitrogen is -1"):
        nitrous_oxide(nitrogen=-1.0)
