"""Models that people fill in: every field tells its title, unit and shape, so that forms make themselves."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["FormModel", "field"]


def field(
    title: str,
    title_nl: str,
    *,
    default: Any = ...,
    unit: str | None = None,
    geometry: str | None = None,
    step: float | None = None,
    upload: str | None = None,
    description: str | None = None,
    **constraints: Any,
) -> Any:
    """Describe a field of a form.

    Parameters
    ----------
    title, title_nl
        What people call it, in English and in Dutch.
    default
        Value when left out; without one the field is required.
    unit
        Unit of a number; "1" when it has none.
    geometry
        ``point``, ``line``, ``area`` or ``feature:THEME``: how the page asks for it.
    step
        Step of a slider.
    upload
        Media type of a file of the user: its path, and over HTTP the id of an upload.
    description
        What it means, in a sentence.
    constraints
        Bounds as pydantic knows them (``ge``, ``le``, ``gt``, ``lt``, ``min_length``, ...).
    """
    hints = {
        "x-title-nl": title_nl,
        "x-unit": unit,
        "x-geometry": geometry,
        "x-step": step,
        "x-upload": upload,
    }
    extra: Any = {key: value for key, value in hints.items() if value is not None}
    return Field(default, title=title, description=description, json_schema_extra=extra, **constraints)


class FormModel(BaseModel):
    """Base of everything a person fills in: strict, closed, immutable, and labelled in two languages."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name, info in cls.model_fields.items():
            extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
            wanted = ["x-title-nl", "x-unit"] if _is_number(info.annotation) else ["x-title-nl"]
            lacking = [hint for hint in wanted if hint not in extra] + ["title"] * (info.title is None)
            if lacking:
                raise TypeError(f"{cls.__name__}.{name} lacks {', '.join(lacking)}")


def _is_number(annotation: Any) -> bool:
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return any(_is_number(part) for part in typing.get_args(annotation))
    return annotation in {int, float}
