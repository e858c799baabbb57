"""The built page and its lock file, without a browser."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from viewer import static_path

WEB = Path(__file__).parents[2] / "viewer" / "web"


@pytest.fixture
def index() -> str:
    return (static_path() / "index.html").read_text(encoding="utf-8")


def test_page_keeps_to_its_own_policy(index: str) -> None:
    assert re.findall(r"<script(?![^>]*\ssrc=)", index) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", index) == []
    assert re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", index) == []


def test_assets_carry_a_hash_in_their_name(index: str) -> None:
    names = re.findall(r"\./assets/([^\"']+)", index)
    assert len(names) == 2
    for name in names:
        assert re.fullmatch(r"index-[\w-]{8}\.(js|css)", name)
        assert (static_path() / "assets" / name).is_file()


def test_script_is_small_enough() -> None:
    scripts = list((static_path() / "assets").glob("*.js"))
    assert len(scripts) == 1
    assert len(gzip.compress(scripts[0].read_bytes(), 9)) < 300_000


def test_lock_names_no_registry() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 20
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert "omit-lockfile-registry-resolved=true" in (WEB / ".npmrc").read_text(encoding="utf-8")


def test_every_source_file_holds_one_idea() -> None:
    long = {
        path.name: lines
        for path in (WEB / "src").rglob("*.ts")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) >= 400
    }
    assert long == {}
