"""Which entries a search finds: words, kinds, ids, place and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from api.moments import Interval, parse_interval
from api.query import together
from api.records.entries import Entry
from api.records.records import type_of
from api.references import CRS84, Box, parse_box
from twin.errors import invalid

__all__ = ["Search", "read_search"]

_MOST_TERMS = 50  # each is looked for in every text of every entry


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; nothing in a part lets everything through.

    Parameters
    ----------
    terms
        Words, each with single spaces; one of them must stand in a text.
    types, ids, external
        Types of record, ids, and ids from elsewhere: ``value`` or ``scheme:value``.
    box, during
        Place in CRS84, and time.
    """

    terms: tuple[str, ...]
    types: frozenset[str]
    ids: frozenset[str]
    external: frozenset[str]
    box: Box | None
    during: Interval

    def finds(self, one: Entry) -> bool:
        """Whether an entry is found."""
        return self._by_name(one) and self._by_words(one) and self._by_place(one) and self._by_time(one)

    def _by_name(self, one: Entry) -> bool:
        if self.types and type_of(one) not in self.types:
            return False
        if self.ids and one.id not in self.ids:
            return False
        names = {one.digest, f"sha256:{one.digest}"} if one.digest else set()
        return not self.external or bool(names & self.external)

    def _by_words(self, one: Entry) -> bool:
        texts = (one.title_nl, one.title_en, one.description, one.description_en, one.attribution)
        plain = [_plain(text) for text in (*texts, *one.keywords, *one.keywords_en)]
        return not self.terms or any(term in text for term in self.terms for text in plain)

    def _by_place(self, one: Entry) -> bool:
        if self.box is None:
            return True
        if one.box is None:
            return False
        west, south, east, north = self.box
        return west <= one.box[2] and one.box[0] <= east and south <= one.box[3] and one.box[1] <= north

    def _by_time(self, one: Entry) -> bool:
        first, last = self.during
        if first is None and last is None:
            return True
        if one.interval is None:
            return False
        start, end = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in one.interval)
        end = datetime.combine(end, time.max, UTC)
        return (last is None or start <= last) and (first is None or end >= first)


def read_search(
    q: str | None,
    types: str | None,
    ids: str | None,
    external: str | None,
    bbox: str | None,
    moment: str | None,
) -> Search:
    """Read the parameters of a search; an empty one is as none.

    Raises
    ------
    InvalidInputError
        Naming everything that is wrong with them.
    """
    terms, box, during = together(
        lambda: _terms(q or ""),
        lambda: parse_box(bbox or None, CRS84),
        lambda: parse_interval(moment or None),
    )
    return Search(terms, _list(types), _list(ids), _list(external), box, during)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _terms(q: str) -> tuple[str, ...]:
    terms = tuple(dict.fromkeys(term for part in q.split(",") if (term := _plain(part))))
    if len(terms) > _MOST_TERMS:
        raise invalid("q", q[:64], f"has more than {_MOST_TERMS} terms", "Ask for fewer at a time.")
    return terms


def _list(text: str | None) -> frozenset[str]:
    return frozenset(part.strip() for part in (text or "").split(",") if part.strip())
