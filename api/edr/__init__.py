"""OGC API EDR: fields on grids, voxels and layers, asked at points, in boxes and areas, and along lines."""
