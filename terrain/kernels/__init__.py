"""Compiled loops that turn geometry into cells."""
