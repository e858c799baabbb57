"""What a licence is called in other catalogues."""

from __future__ import annotations

import re

__all__ = ["OTHER", "spdx"]

OTHER = "other"
"""What records and STAC say of a licence that SPDX has no name for."""

_SPDX = re.compile(r"(CC0|CC-BY(-NC)?(-ND|-SA)?|EUPL|ODbL|ODC-By|PDDL)-\d\.\d")


def spdx(name: str) -> str:
    """SPDX name of a licence, also when it was written with spaces; ``other`` when it has none."""
    plain = name.replace(" ", "-")
    return plain if _SPDX.fullmatch(plain) else OTHER
