"""Map tiles: grids of twins and results as pictures in standard tile grids."""
