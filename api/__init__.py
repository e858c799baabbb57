"""Every outside door of Zicht: the command line and the HTTP service."""

from __future__ import annotations

__all__ = ["API_VERSION"]

API_VERSION = "1.0.0"
"""Semantic version of the HTTP interface; its major number stands in the base path ``/v1``."""
