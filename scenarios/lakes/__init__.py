"""Lakes that discharge to the sea: their room, their sluices, and what a higher level or sea does to them."""
