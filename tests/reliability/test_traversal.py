"""S3: no address, however written, gives a byte from outside the published folders."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.reliability.conftest import Figure, Start
from tests.reliability.malformed import Attack, request
from tests.reliability.test_malformed import answer_to, parsed

SECRET = b"the canary sings 5f1c"
UPS = (
    b"..", b"%2e%2e", b"%2E%2e", b".%2e", b"%252e%252e", b"%c0%ae%c0%ae", b"%e0%80%ae%e0%80%ae", b"..%00",
    b"..%20", b"..;", b"....", b"...", b"%ef%bc%8e%ef%bc%8e", b"\xe2\x80\xa5", b"%2e%2e%00", b"~",
    b"%u002e%u002e", b"..%0d%0a",
)  # fmt: skip
SLASHES = (b"/", b"%2f", b"%5c", b"\\", b"//", b"%252f", b"/./", b"%c0%af")
TARGETS = (b"secret.txt", b"zicht.db", b"twins/polder/twin.json", b"../../../../../../etc/passwd")
ABSOLUTE = (
    b"/etc/passwd", b"//etc/passwd", b"%2fetc%2fpasswd", b"C:%5Cwindows%5Cwin.ini", b"C:/windows/win.ini",
    b"%5c%5chost%5cshare", b"file:///etc/passwd", b"CON", b"NUL.txt", b"aux", b"secret.txt%00.json",
    b"secret.txt::$DATA", b"tileset.json%00", b"tileset.json/", b"tileset.json/.",
    b"tileset.json/../../../../secret.txt", b".", b"", b"/", b".git/config", b"%2e", b"link.txt",
    b"folder/secret.txt", b"proc/self/environ", b"%2fproc%2fself%2fcmdline", b"a" * 5000,
    b"a/" * 60 + b"secret.txt",
)  # fmt: skip
ROOTS = (
    b"/v1/collections/polder/assets/", b"/v1/collections/polder/3dtiles/",
    b"/v1/collections/polder/3dtiles-rd/", b"/v1/collections/polder-buildings/3dtiles/", b"/v1/collections/",
    b"/v1/collections/polder/items/", b"/v1/jobs/", b"/v1/jobs/polder/results/files/", b"/v1/processes/",
    b"/v1/collections/polder/map/tiles/", b"/assets/", b"/", b"/v1/",
)  # fmt: skip


@pytest.fixture
def open_folder(polder: Path, tmp_path: Path) -> Path:
    """A data folder with a secret beside what is published, and links that lead to it."""
    data = tmp_path / "data"
    shutil.copytree(polder, data)
    (data / "secret.txt").write_bytes(SECRET)
    (tmp_path / "secret.txt").write_bytes(SECRET)
    for folder in ("assets", "3dtiles"):
        (data / "published" / "polder" / folder / "link.txt").symlink_to(data / "secret.txt")
        (data / "published" / "polder" / folder / "folder").symlink_to(data, target_is_directory=True)
    return data


def addresses() -> list[bytes]:
    climbs = [
        up + slash + (up + slash) * (depth - 1) + target
        for up in UPS for slash in SLASHES for depth in (1, 3) for target in TARGETS
    ]  # fmt: skip
    picked = [ROOTS[number % len(ROOTS)] + climb for number, climb in enumerate(climbs)]
    return picked + [root + path for root in ROOTS for path in (*ABSOLUTE, *(up * 3 + b"/x" for up in UPS))]


def test_s3_path_traversal(open_folder: Path, start: Start, figure: Figure) -> None:
    served = start(open_folder, max_running=0)
    asked = addresses()
    host = served.address.removeprefix("http://").encode()
    raw = [request(b"GET", address).replace(b"<host>", host) for address in asked]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: answer_to(served.port, Attack("path", one)), raw))
    leaks, strange = [], []
    for address, answer in zip(asked, answers, strict=True):
        if any(word in answer for word in (SECRET, b"root:x:", b"SQLite format", b'"digest"')):
            leaks.append(address)
        strange += [(address, status) for status, _, _ in parsed(answer, "GET") if status >= 500]
    assert leaks == []
    assert strange == []
    assert served.get("/v1/collections/polder/3dtiles/tileset.json")[0] == 200
    figure("S3", f"{len(asked)} addresses, 0 bytes from outside")
