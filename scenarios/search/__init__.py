"""Searches below ground: where something fits, and the way of a line with the least in its way."""
