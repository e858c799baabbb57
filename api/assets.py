"""Sends published files: small ones from a bounded memory cache, large ones in pieces from disk."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import html
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import Scope, Send

from api.errors import NotFoundError
from api.ranges import Span, parse_range
from api.responses import address

__all__ = ["FileServer", "Folder", "safe_file"]

LARGEST_CACHED = 8 * 2**20
_CHUNK = 2**20
_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,127}")
_TEXTS = frozenset({".html", ".js", ".css", ".svg", ".json"})
_IMMUTABLE = b"public, max-age=31536000, immutable"
_REVALIDATE = b"public, no-cache"

_MEDIA = {
    ".json": b"application/json",
    ".glb": b"model/gltf-binary",
    ".gltf": b"model/gltf+json",
    ".png": b"image/png",
    ".jpg": b"image/jpeg",
    ".webp": b"image/webp",
    ".svg": b"image/svg+xml",
    ".ico": b"image/x-icon",
    ".gz": b"application/gzip",
    ".parquet": b"application/vnd.apache.parquet",
    ".tif": b"image/tiff; application=geotiff",
    ".gpkg": b"application/geopackage+sqlite3",
    ".html": b"text/html; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".txt": b"text/plain; charset=utf-8",
    ".wasm": b"application/wasm",
    ".woff2": b"font/woff2",
    ".map": b"application/json",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder whose files may be sent.

    Parameters
    ----------
    root
        The folder; nothing outside it is ever read.
    version
        Changes whenever the folder is published anew; part of the cache key.
    immutable
        Whether an address in this folder will always give the same bytes.
    listing
        Whether a folder inside answers with a list of its names, with or without a slash at the end: Zarr
        readers walk it.
    compress
        Whether texts that have no gzip twin are compressed when they are first read.
    """

    root: Path
    version: str = ""
    immutable: bool = False
    listing: bool = False
    compress: bool = False


@dataclass(frozen=True, slots=True)
class _Loaded:
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    etag: bytes


def safe_file(root: Path, path: str) -> Path:
    """Find a file or folder below a root by its address.

    Parameters
    ----------
    root
        The folder that is served.
    path
        Decoded address below it, parts joined by ``/``.

    Raises
    ------
    NotFoundError
        When a part is not a plain name, or the target is missing or lies outside the root.
    """
    parts = path.split("/")
    if len(parts) > 16 or not all(_SEGMENT.fullmatch(part) for part in parts):
        raise NotFoundError("There is no such file.")
    found = root.joinpath(*parts)
    try:
        if found.resolve(strict=True).is_relative_to(root.resolve(strict=True)):
            return found
    except OSError:
        pass
    raise NotFoundError("There is no such file.")


class FileServer:
    """Sends files of published folders, remembering the small ones.

    Parameters
    ----------
    capacity
        Bytes that the memory cache may hold.
    """

    def __init__(self, capacity: int = 256 * 2**20) -> None:
        self.capacity = capacity
        self.used = 0
        self._cache: OrderedDict[tuple[str, str, str, bool], _Loaded] = OrderedDict()

    async def send(self, scope: Scope, send: Send, folder: Folder, path: str) -> None:
        """Answer a GET of one file.

        Parameters
        ----------
        scope, send
            The ASGI request.
        folder
            Where the file is to be found.
        path
            Decoded address below the folder.

        Raises
        ------
        NotFoundError
            When there is no such file.
        """
        headers = Headers(scope=scope)
        spans = headers.get("range") is not None
        zipped = not spans and _accepts_gzip(headers.get("accept-encoding", ""))
        cached = (b"cache-control", _IMMUTABLE if folder.immutable else _REVALIDATE)
        key = (str(folder.root), folder.version, path, zipped)
        loaded = self._cache.get(key)
        if loaded is not None:
            self._cache.move_to_end(key)
        else:
            as_folder = folder.listing and path.endswith("/")
            file = await asyncio.to_thread(_find, folder.root, path[:-1] if as_folder else path)
            if as_folder or file.is_dir():
                shown = address(scope["path"].rstrip("/"))
                loaded = await asyncio.to_thread(_list, shown, file, folder.listing)
            elif file.is_file() and file.stat().st_size > LARGEST_CACHED:
                await _send_large(send, file, headers, cached)
                return
            else:
                loaded = await asyncio.to_thread(_load, file, zipped, folder.compress)
                self._remember(key, loaded)
        await _send_loaded(send, loaded, headers, cached)

    def _remember(self, key: tuple[str, str, str, bool], loaded: _Loaded) -> None:
        if key in self._cache:
            return
        self._cache[key] = loaded
        self.used += len(loaded.body)
        while self.used > self.capacity:
            self.used -= len(self._cache.popitem(last=False)[1].body)


def _accepts_gzip(accepted: str) -> bool:
    for item in accepted.lower().split(","):
        coding, _, parameter = item.strip().partition(";")
        if coding.strip() in {"gzip", "*"}:
            return parameter.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _media(file: Path) -> bytes:
    return _MEDIA.get(file.suffix.lower(), b"application/octet-stream")


def _find(root: Path, path: str) -> Path:
    """Find a file below a root; one that is kept packed only is found by its own name."""
    try:
        return safe_file(root, path)
    except NotFoundError:
        return safe_file(root, f"{path}.gz").with_suffix("")


def _load(file: Path, zipped: bool, compress: bool) -> _Loaded:
    twin = file.with_name(file.name + ".gz")
    has_twin = twin.is_file() or (compress and file.suffix in _TEXTS)
    use_twin = zipped and has_twin
    if use_twin and not twin.is_file():
        body = gzip.compress(file.read_bytes(), 6, mtime=0)
    elif not use_twin and not file.is_file():
        body = gzip.decompress(twin.read_bytes())
    else:
        body = (twin if use_twin else file).read_bytes()
    etag = b'"' + hashlib.sha256(body).hexdigest()[:32].encode() + b'"'
    headers = [(b"content-type", _media(file)), (b"etag", etag), (b"accept-ranges", b"bytes")]
    if has_twin:
        headers.append((b"vary", b"Accept-Encoding"))
    if use_twin:
        headers.append((b"content-encoding", b"gzip"))
    return _Loaded(body, tuple(headers), etag)


def _list(shown: str, folder: Path, allowed: bool) -> _Loaded:
    if not allowed or not folder.is_dir():
        raise NotFoundError("There is no such file.")
    names = sorted(entry.name for entry in folder.iterdir() if _SEGMENT.fullmatch(entry.name))
    rows = "".join(f'<li><a href="{html.escape(f"{shown}/{n}")}">{html.escape(n)}</a></li>' for n in names)
    body = f"<!doctype html><title>{html.escape(folder.name)}</title><ul>{rows}</ul>".encode()
    etag = b'"' + hashlib.sha256(body).hexdigest()[:32].encode() + b'"'
    return _Loaded(body, ((b"content-type", b"text/html; charset=utf-8"), (b"etag", etag)), etag)


async def _send_loaded(send: Send, loaded: _Loaded, headers: Headers, cached: tuple[bytes, bytes]) -> None:
    if _unchanged(headers, loaded.etag):
        await _start(send, 304, [cached, *(h for h in loaded.headers if h[0] in {b"etag", b"vary"})])
        await send({"type": "http.response.body", "body": b""})
        return
    size = len(loaded.body)
    span = _span(headers, size, loaded.etag)
    if span is not None and span.length == 0:
        await _unsatisfiable(send, size)
        return
    body = loaded.body if span is None else loaded.body[span.start : span.stop]
    await _start(send, 200 if span is None else 206, [*loaded.headers, cached, *_length(span, size)])
    await send({"type": "http.response.body", "body": body})


async def _send_large(send: Send, file: Path, headers: Headers, cached: tuple[bytes, bytes]) -> None:
    stat = file.stat()
    etag = f'"{stat.st_size:x}-{stat.st_mtime_ns:x}"'.encode()
    own = [(b"content-type", _media(file)), (b"etag", etag), (b"accept-ranges", b"bytes"), cached]
    if _unchanged(headers, etag):
        await _start(send, 304, [cached, (b"etag", etag)])
        await send({"type": "http.response.body", "body": b""})
        return
    span = _span(headers, stat.st_size, etag)
    if span is not None and span.length == 0:
        await _unsatisfiable(send, stat.st_size)
        return
    await _start(send, 200 if span is None else 206, [*own, *_length(span, stat.st_size)])
    start, stop = (0, stat.st_size) if span is None else (span.start, span.stop)
    async for piece in _pieces(file, start, stop):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _pieces(file: Path, start: int, stop: int) -> AsyncIterator[bytes]:
    with file.open("rb") as stream:
        stream.seek(start)
        read: Callable[[int], bytes] = stream.read
        while start < stop:
            piece = await asyncio.to_thread(read, min(_CHUNK, stop - start))
            if not piece:
                return
            start += len(piece)
            yield piece


def _unchanged(headers: Headers, etag: bytes) -> bool:
    given = headers.get("if-none-match")
    if given is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    return "*" in tags or etag.decode() in tags


def _span(headers: Headers, size: int, etag: bytes) -> Span | None:
    wanted = headers.get("range")
    if wanted is None or headers.get("if-range", etag.decode()) != etag.decode():
        return None
    return parse_range(wanted, size)


def _length(span: Span | None, size: int) -> list[tuple[bytes, bytes]]:
    if span is None:
        return [(b"content-length", b"%d" % size)]
    return [
        (b"content-length", b"%d" % span.length),
        (b"content-range", b"bytes %d-%d/%d" % (span.start, span.stop - 1, size)),
    ]


async def _unsatisfiable(send: Send, size: int) -> None:
    from api.responses import problem_response

    answer = problem_response(416, "Range Not Satisfiable", f"The file has {size} bytes.")
    await _start(send, 416, [*answer.raw_headers, (b"content-range", b"bytes */%d" % size)])
    await send({"type": "http.response.body", "body": answer.body})


async def _start(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
