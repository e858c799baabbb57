"""Cables and pipelines against what is beside, above and below them."""
