"""What is seen of many points at one scale: single ones, groups, or a veil of dots.

A few passes over columns, however many points there are; how much is painted depends on the window alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.views.map.projection import Projection

CELL = (64, 34)
"""Pixels across and down in which points become one mark."""
DOT = 3
"""Pixels of one dot of the terminals."""

Ids = NDArray[np.int64]
States = NDArray[np.int8]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Points:
    """Jobs on the map in the order of their urgency; `state` counts through STATES of the map's marks."""

    ids: Ids
    lat: Floats
    lon: Floats
    state: States

    @classmethod
    def none(cls) -> "Points":
        """No point at all."""
        nothing = np.empty(0)
        return cls(nothing.astype(np.int64), nothing, nothing, nothing.astype(np.int8))


@dataclass(frozen=True)
class Marks:
    """What is painted: columns of one mark each."""

    x: Floats
    y: Floats
    count: Ids
    state: States
    """Of the job in it that is worst off."""
    first: Ids
    """Place, among the points, of the job in it that is most urgent."""


def in_sight(points: Points, seen: Projection) -> Ids:
    """Places of the points that lie in the window, most urgent first."""
    x, y = seen.pixels(points.lat, points.lon)
    return np.flatnonzero((x >= 0) & (x < seen.width) & (y >= 0) & (y < seen.height))


def marks(points: Points, seen: Projection) -> Marks:
    """The points in the window, grouped where they would cover each other.

    Groups hang on the ground, not on the window: they stay what they are while the map is drawn along.
    """
    within = in_sight(points, seen)
    x, y = seen.pixels(points.lat[within], points.lon[within])
    origin_x, origin_y = seen.pixels(np.array([0.0]), np.array([0.0]))
    column = np.floor((x - origin_x) / CELL[0]).astype(np.int64)
    row = np.floor((y - origin_y) / CELL[1]).astype(np.int64)
    if not within.size:
        return Marks(x, y, within, within.astype(np.int8), within)
    column -= column.min()
    row -= row.min()
    wide = int(column.max()) + 1
    cell = row * wide + column
    count = np.bincount(cell)
    filled = np.flatnonzero(count)
    worst = np.full(count.size, 127, np.int8)
    state = points.state[within]
    for each in np.unique(state)[::-1]:
        # The worst states count lowest and are written last.
        worst[cell[state == each]] = each
    first = np.empty(count.size, np.int64)
    first[cell[::-1]] = within[::-1]
    return Marks(
        x=np.bincount(cell, x)[filled] / count[filled],
        y=np.bincount(cell, y)[filled] / count[filled],
        count=count[filled],
        state=worst[filled],
        first=first[filled],
    )


def dots(lat: Floats, lon: Floats, seen: Projection) -> NDArray[np.uint8]:
    """How dense places lie: one byte a dot, rows from above, 0 where there is none, at most 255."""
    wide, high = -(-seen.width // DOT), -(-seen.height // DOT)
    x, y = seen.pixels(lat, lon)
    within = (x >= 0) & (x < seen.width) & (y >= 0) & (y < seen.height)
    cell = (y[within] // DOT).astype(np.int64) * wide + (x[within] // DOT).astype(np.int64)
    count = np.bincount(cell, minlength=wide * high).reshape(high, wide)
    # One terminal is to be seen, a hundred are not to shout.
    shade = np.where(count > 0, 110 + 30 * np.log2(np.maximum(count, 1)), 0)
    return np.minimum(shade, 255).astype(np.uint8)
