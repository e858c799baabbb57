"""What a water level does besides wetting the soil: one file for each effect, found by scanning."""
