"""The demo at 10 m, built once for these tests without its subsurface."""

from __future__ import annotations

import pytest

from terrain.demo import build
from twin.state import Twin


@pytest.fixture(scope="session")
def demo() -> Twin:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "underground", lambda *_: (None, {}))
        return build.build_demo()
