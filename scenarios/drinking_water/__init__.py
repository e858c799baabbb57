"""Wells for drinking water: what they draw from, how far they lower the groundwater, and who stands there."""
