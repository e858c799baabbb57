"""Malformed requests as raw bytes: every kind of damage, in every field of every operation.

JSON libraries and HTTP clients refuse to write most of these, so they are put together by hand.
"""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.reliability.malformed_values import HEADER_VALUES, HEADERS, METHODS, TEXTS, VALUES

__all__ = ["Attack", "corpus"]


@dataclass(frozen=True, slots=True)
class Attack:
    """One malformed request.

    Parameters
    ----------
    kind
        Which damage, in which place.
    raw
        All bytes that are sent.
    unfinished
        Whether the request never ends, so that no answer is due.
    """

    kind: str
    raw: bytes
    unfinished: bool = False


_JSON = b"application/json"
_HOST = b"<host>"  # known only when the service listens
_HOST = b"127.0.0.1"


def corpus(
    document: dict[str, Any], bodies: dict[str, list[Any]], seeds: dict[str, str], host: str, count: int
) -> list[Attack]:
    """Pick malformed requests, as evenly as can be from every kind of damage in every operation.

    Parameters
    ----------
    document
        OpenAPI document of the service.
    bodies
        Sound bodies by path of the document, to be damaged.
    seeds
        Sound values of path parameters.
    host
        Host and port of the service.
    count
        How many; always the same ones.
    """
    groups: dict[str, list[Attack]] = defaultdict(list)
    for path, method, operation in _operations(document):
        for attack in _attacks(path, method, operation, bodies.get(path, []), seeds):
            groups[attack.kind].append(attack)
    dice = random.Random(4)
    for attacks in groups.values():
        dice.shuffle(attacks)
    rounds = itertools.zip_longest(*(groups[kind] for kind in sorted(groups)))
    picked = itertools.islice((a for attacks in rounds for a in attacks if a is not None), count)
    return [replace(attack, raw=attack.raw.replace(_HOST, host.encode())) for attack in picked]


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                yield path, method, operation


def _attacks(
    path: str, method: str, operation: dict[str, Any], bodies: list[Any], seeds: dict[str, str]
) -> Iterator[Attack]:
    where = f"{method.upper()} {path}"
    address = b"/v1" + _filled(path, seeds).encode().rstrip(b"/")
    verb = method.upper().encode()
    for name in (part[1:-1] for part in path.split("/") if part.startswith("{")):
        head, _, tail = path.partition("{" + name + "}")
        for text in TEXTS:
            target = b"/v1" + _filled(head, seeds).encode() + text + _filled(tail, seeds).encode()
            yield Attack(f"path {where} {name}", request(verb, target))
    declared = [p["name"] for p in operation.get("parameters", []) if p.get("in") == "query"]
    for name in [*declared, "unknown"]:
        for text in TEXTS:
            yield Attack(f"query {where} {name}", request(verb, address + b"?" + name.encode() + b"=" + text))
    for text in TEXTS:
        yield Attack(f"query {where}", request(verb, address + b"?" + text))
        twice = b"&".join(n.encode() + b"=" + text for n in declared for _ in range(2))
        yield Attack(f"query {where} twice", request(verb, address + b"?" + twice))
    for name, value in itertools.product(HEADERS, HEADER_VALUES):
        yield Attack(f"header {where}", request(verb, address, extra=name + b": " + value + b"\r\n"))
    for other in METHODS:
        yield Attack(f"method {where}", request(other, address))
    yield from (Attack(f"protocol {where}", *damaged) for damaged in _protocol(verb, address))
    if method in {"post", "put", "patch"}:
        for body in _bodies(bodies):
            yield Attack(f"body {where}", request(verb, address, body))


def _filled(path: str, seeds: dict[str, str]) -> str:
    for name, value in seeds.items():
        path = path.replace("{" + name + "}", value)
    return path


def request(method: bytes, target: bytes, body: bytes | None = None, extra: bytes = b"") -> bytes:
    """A request as sound as its parts are."""
    head = method + b" " + target + b" HTTP/1.1\r\nHost: " + _HOST + b"\r\nConnection: close\r\n" + extra
    if body is None:
        return head + b"\r\n"
    return head + b"Content-Type: " + _JSON + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def _bodies(examples: Iterable[Any]) -> Iterator[bytes]:
    """Damaged documents: whole, and with every value of every example replaced, doubled, or misnamed."""
    yield from VALUES
    yield from (
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"{}{}",
        b"{'inputs': {}}",
        b"<?xml version='1.0'?><a/>",
        b'{"inputs": {}',
        b"\x80\x04N.",
    )
    yield from (
        json.dumps({"inputs": {}}).encode(code)
        for code in ("utf-16", "utf-16-le", "utf-32", "utf-7", "cp037")
    )
    mark = "\u2603mark"
    quoted = json.dumps(mark).encode()
    for example in examples:
        for marked in _marked(example, mark):
            text = json.dumps(marked).encode()
            yield from (text.replace(quoted, value) for value in VALUES)
        text = json.dumps(example).encode()
        for key in sorted(_keys(example)):
            name = json.dumps(key).encode()
            yield from (
                text.replace(name, damaged)
                for damaged in (name + b": 1, " + name, b'"\\ud800"', b'""', b"1", name.upper())
            )
        yield from (text[:cut] for cut in range(1, len(text), max(1, len(text) // 20)))


def _marked(value: Any, mark: str) -> Iterator[Any]:
    yield mark
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ({**value, key: marked} for marked in _marked(inner, mark))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from ([*value[:place], marked, *value[place + 1 :]] for marked in _marked(inner, mark))


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_keys(inner) for inner in value.values()))
    return set().union(*(_keys(inner) for inner in value)) if isinstance(value, list) else set()


def _protocol(verb: bytes, address: bytes) -> Iterator[tuple[bytes, bool]]:
    """Requests that lie about themselves; with each, whether it never ends."""
    line, host = verb + b" " + address + b" HTTP/1.1\r\n", b"Host: " + _HOST + b"\r\nConnection: close\r\n"
    chunked, json_type = b"Transfer-Encoding: chunked\r\n", b"Content-Type: application/json\r\n"
    smuggled = b"GET /v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    sound = line + host + json_type
    yield from ((sound + lie, False) for lie in (
        chunked + b"\r\nZZ\r\n{}\r\n0\r\n\r\n",
        chunked + b"\r\n-1\r\n{}\r\n0\r\n\r\n",
        chunked + b"\r\n2;" + b"x" * 5000 + b"\r\n{}\r\n0\r\n\r\n",
        chunked + b"\r\n2\r\n{}\r\n0\r\nX-Trailer: \x00\r\n\r\n",
        chunked + b"Content-Length: 4\r\n\r\n0\r\n\r\n" + smuggled,
        b"Content-Length: 6\r\n" + chunked + b"\r\n0\r\n\r\nX" + smuggled,
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}" + smuggled, b"Content-Length: -1\r\n\r\n{}",
        b"Content-Length: +2\r\n\r\n{}", b"Content-Length: 2, 2\r\n\r\n{}",
        b"Content-Length: 0x2\r\n\r\n{}",
        b"Content-Length: 0\r\n\r\n" + smuggled, b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        b"".join(b"X%d: y\r\n" % number for number in range(3000)) + b"\r\n", b"No colon\r\n\r\n",
        b": no name\r\n\r\n", b"Bad name: x\r\n\r\n", b"X\x00: y\r\n\r\n", b" folded: x\r\n\r\n",
        b"X: a\r\n b\r\n\r\n", b"Host: second\r\n\r\n",
    ))  # fmt: skip
    yield from ((start + host + b"\r\n", False) for start in (
        verb + b" " + address + b" HTTP/9.9\r\n", verb + b" " + address + b" HTTP/1.1 extra\r\n",
        verb + b"  " + address + b" HTTP/1.1\r\n", verb + b" " + address + b"\r\n", verb + b" HTTP/1.1\r\n",
        b"\r\n\r\n\r\n" + line, verb + b" " + address[1:] + b" HTTP/1.1\r\n",
        verb + b" http://other.example" + address + b" HTTP/1.1\r\n",
        verb + b" " + address + b"#part HTTP/1.1\r\n", verb + b" * HTTP/1.1\r\n",
        verb + b" " + address + b"/" + b"a" * 60_000 + b" HTTP/1.1\r\n", verb + b" /v1\x00 HTTP/1.1\r\n",
        verb + b" /\xff\xfe HTTP/1.1\r\n", verb + b" " + address + b"\tHTTP/1.1\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 64 + b"\r\n",
    ))  # fmt: skip
    yield line + b"Connection: close\r\n\r\n", False
    yield verb + b" " + address + b" HTTP/1.0\r\n\r\n", False
    yield from ((sound + cut, True) for cut in (
        b"Content-Length: 1000\r\n\r\n{}", chunked + b"\r\n", chunked + b"\r\nFF\r\n{}", b"Content-Len", b"",
        chunked + b"\r\n5\r\n{}\r\n0\r\n\r\n", chunked + b"\r\nFFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
        b"Content-Length: " + b"9" * 30 + b"\r\n\r\n{}",
        b"Expect: 100-continue\r\nContent-Length: 10\r\n\r\n",
    ))  # fmt: skip
