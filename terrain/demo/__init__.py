"""The embedded area `demo`: a fictional Dutch delta, built by code from a seed."""

from terrain.demo.build import build_demo

__all__ = ["build_demo"]
