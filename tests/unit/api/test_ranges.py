"""Byte ranges of RFC 9110."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ranges import Span, parse_range


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", Span(0, 1)),
        ("bytes=0-9", Span(0, 10)),
        ("bytes=5-", Span(5, 10)),
        ("bytes=-1", Span(9, 10)),
        ("bytes=-99", Span(0, 10)),
        ("bytes=8-99", Span(8, 10)),
        ("bytes=10-", Span(0, 0)),
        ("bytes=-0", Span(0, 0)),
        ("bytes=-", None),
        ("bytes=4-2", None),
        ("items=0-1", None),
        ("bytes=0-1, 4-5", None),
        ("bytes=" + "9" * 40 + "-", None),
    ],
)
def test_ranges_of_ten_bytes(header: str, span: Span | None) -> None:
    assert parse_range(header, 10) == span


@given(st.integers(0, 2**40), st.integers(0, 2**40), st.integers(1, 2**40))
def test_a_span_never_leaves_the_file(first: int, last: int, size: int) -> None:
    span = parse_range(f"bytes={first}-{last}", size)
    if span is not None and span.length:
        assert (span.start, span.stop) == (first, min(last + 1, size))
        assert 0 <= span.start < span.stop <= size
