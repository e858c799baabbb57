"""Compiled loops over grids: numpy in, numpy out, status codes instead of exceptions."""
