"""Numbers as CSV: indicators, tables over other dimensions than place, and attributes of features."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from terrain.exporters.base import Exporter
from twin.errors import invalid
from twin.progress import Progress, silent

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import xarray as xr

    from twin.state import Twin
    from twin.store import Result

__all__ = ["CsvTables"]


class CsvTables(Exporter):
    """Everything that fits a spreadsheet."""

    id: ClassVar[str] = "csv"
    media_type: ClassVar[str] = "text/csv"
    suffix: ClassVar[str] = ""
    description: ClassVar[str] = "CSV: indicators.csv, one file per table of a result, one per feature theme."

    def export(self, source: Twin | Result, target: Path, progress: Progress = silent) -> None:
        """Write the files, UTF-8 with a comma and a decimal point."""
        tables = _of_result(source) if hasattr(source, "indicators") else {}
        tables |= {f"features-{theme}": _attributes(table) for theme, table in source.features.items()}
        if not tables:
            raise invalid("source", self.id, "holds no table", "Export its grids with cog instead.")
        target.mkdir(parents=True, exist_ok=True)
        for place, (name, table) in enumerate(tables.items()):
            progress(place / len(tables), name)
            table.to_csv(target / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
        progress(1.0, "tables written")


def _of_result(result: Any) -> dict[str, pd.DataFrame]:
    import pandas as pd

    tables = {}
    if result.indicators:
        rows = [{"indicator": name, **told} for name, told in result.indicators.items()]
        tables["indicators"] = pd.DataFrame(rows)
    return tables | _over_other_dimensions(result.dataset)


def _over_other_dimensions(dataset: xr.Dataset) -> dict[str, pd.DataFrame]:
    """Join variables that share their dimensions, leaving out those that lie on the map."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, variable in dataset.data_vars.items():
        dims = tuple(map(str, variable.dims))
        if dims and not {"x", "y"} & set(dims):
            groups.setdefault(dims, []).append(str(name))
    return {"table-" + "-".join(dims): _known(dataset[names], names) for dims, names in groups.items()}


def _known(dataset: xr.Dataset, names: list[str]) -> pd.DataFrame:
    """Rows of a table, without those of which nothing is known."""
    table = dataset.drop_vars("spatial_ref", errors="ignore").to_dataframe().reset_index()
    numbers = [name for name in names if dataset[name].dtype.kind == "f"]
    known: pd.DataFrame = table.dropna(subset=numbers, how="all") if len(numbers) > 1 else table
    return known


def _attributes(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Attributes of features, with a point on each in RD New [m]."""
    point = table.geometry.representative_point()
    plain = table.drop(columns=table.geometry.name)
    located: pd.DataFrame = plain.assign(x=point.x.round(2), y=point.y.round(2))
    return located
