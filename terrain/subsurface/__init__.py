"""What lies below the ground: voxels and layers as blocks, asked at a place, along a line and in a box."""

from __future__ import annotations

from terrain.subsurface.hydraulics import Conductivity, conductivity_of, conductivity_table
from terrain.subsurface.models import Column, column_at, layer_stack, stacks_of, voxel_stack
from terrain.subsurface.seals import seal_map
from terrain.subsurface.stack import Stack, StackUnit

__all__ = [
    "Column",
    "Conductivity",
    "Stack",
    "StackUnit",
    "column_at",
    "conductivity_of",
    "conductivity_table",
    "layer_stack",
    "seal_map",
    "stacks_of",
    "voxel_stack",
]
