"""Collections of features: themes of twins, and tables of results, as far as they are for who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request

from api.access.principal import principal_of
from api.access.restrictions import require_table, visible_table
from api.access.totals import visible_totals
from api.results import result_table
from api.service import service_of

if TYPE_CHECKING:
    from api.references import Box
    from api.tables import FeatureTable

__all__ = ["Features", "features_of"]

_COUNTRY = (0.0, 300_000.0, 300_000.0, 630_000.0)


@dataclass(frozen=True, slots=True)
class Features:
    """Features that somebody may see.

    Parameters
    ----------
    id
        Id of the collection.
    table
        The features.
    box
        Their extent in RD [m].
    """

    id: str
    table: FeatureTable
    box: Box


def features_of(request: Request, collection_id: str) -> Features:
    """Find the features of a collection.

    Raises
    ------
    NotFoundError
        When there is no such collection, or it holds no features.
    UnauthorisedError, ForbiddenError
        When they are not for who asks.
    """
    service = service_of(request)
    found = result_table(service, principal_of(request), collection_id)
    if found is not None:
        require_table(request.scope, found.theme)
        table = visible_totals(request.scope, found)
        return Features(found.id, table, table.box or _COUNTRY)
    collection = service.catalogue.collection(collection_id)
    table = visible_table(request, collection)
    return Features(collection.id, table, table.box or collection.twin.box)
