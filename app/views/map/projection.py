"""From degrees to pixels and back: a plain map, true to scale in the middle of the country."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

MIDDLE = 32.5
NARROWED = math.cos(math.radians(MIDDLE))
"""How much shorter a degree of longitude is than one of latitude."""
KM_PER_DEGREE = 111.2
CLOSEST, FARTHEST = 40_000.0, 12.0
"""Pixels of a degree of latitude: about three metres a pixel, and the country in a small window."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Projection:
    """Which part of the map is seen: the place in the middle, and pixels of a degree of latitude."""

    lat: float
    lon: float
    scale: float
    width: int
    height: int

    def pixels(self, lat: Numbers, lon: Numbers) -> tuple[Numbers, Numbers]:
        """Columns of x and y of these places."""
        x = (lon - self.lon) * (NARROWED * self.scale) + self.width / 2
        y = (self.lat - lat) * self.scale + self.height / 2
        return x, y

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Latitude and longitude under a pixel."""
        lat = self.lat - (y - self.height / 2) / self.scale
        return lat, self.lon + (x - self.width / 2) / (NARROWED * self.scale)

    def moved(self, x: float, y: float) -> "Projection":
        """The map drawn along by so many pixels."""
        return replace(self, lat=self.lat + y / self.scale, lon=self.lon - x / (NARROWED * self.scale))

    def zoomed(self, factor: float, x: float, y: float) -> "Projection":
        """Closer by `factor`, or farther where it is under one; what lies at a pixel stays there."""
        scale = min(max(self.scale * factor, FARTHEST), CLOSEST)
        lat, lon = self.place(x, y)
        changed = replace(self, scale=scale)
        seen_lat, seen_lon = changed.place(x, y)
        return replace(changed, lat=self.lat + lat - seen_lat, lon=self.lon + lon - seen_lon)

    def resized(self, width: int, height: int) -> "Projection":
        """The same place in the middle of a window of another size."""
        return replace(self, width=width, height=height)

    def fitted(self, lat: Numbers, lon: Numbers, *, margin: int = 60) -> "Projection":
        """All these places in sight, and not much more."""
        south, north = float(lat.min()), float(lat.max())
        west, east = float(lon.min()), float(lon.max())
        room_x, room_y = max(self.width - 2 * margin, 50), max(self.height - 2 * margin, 50)
        across, up = max((east - west) * NARROWED, 1e-6), max(north - south, 1e-6)
        scale = min(room_x / across, room_y / up, CLOSEST / 8)
        return replace(
            self,
            lat=(north + south) / 2,
            lon=(east + west) / 2,
            scale=max(scale, FARTHEST),
        )

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a place is in sight."""
        x, y = self.pixels(np.array([lat]), np.array([lon]))
        return bool(0 <= x[0] < self.width and 0 <= y[0] < self.height)

    def kilometres(self, pixels: float) -> float:
        """How far so many pixels are."""
        return pixels / self.scale * KM_PER_DEGREE
