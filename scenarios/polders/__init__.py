"""Raising the water level of polders: groundwater, soil and everything that stands on them."""
