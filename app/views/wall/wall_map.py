"""The provinces in outline, each with how many calls are open there; those with breaches in red."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainterPath, QPen, QPolygonF, QTransform

from app.domain.outlines import Outline, load_outlines
from app.services.wall import ProvinceJobs
from app.views.wall.wall_brush import WallBrush

FILE = (
    Path(__file__).resolve().parent.parent.parent.parent
    / "data"
    / "places"
    / "iran_provinces_naturalearth.geojson"
)
MIDDLE_COSINE = 0.845
"""Of 32.3 degrees north: a degree of longitude is so much shorter than one of latitude."""


class WallMap:
    """The map, its paths made once."""

    def __init__(self) -> None:
        self._outlines = [(outline, _path(outline)) for outline in load_outlines(FILE.read_text("utf-8"))]
        self._whole = QRectF()
        for _outline, path in self._outlines:
            self._whole = self._whole.united(path.boundingRect())

    def paint(self, brush: WallBrush, rect: QRect, provinces: tuple[ProvinceJobs, ...]) -> None:
        """Every province; those with open calls are filled, the busier the stronger."""
        by_name = {jobs.province: jobs for jobs in provinces}
        most = max((jobs.open for jobs in provinces), default=1)
        painter, canvas = brush.canvas.painter, brush.canvas
        scale = min(rect.width() / self._whole.width(), rect.height() / self._whole.height())
        place = QTransform.fromTranslate(
            rect.x() + (rect.width() - self._whole.width() * scale) / 2,
            rect.y() + (rect.height() - self._whole.height() * scale) / 2,
        )
        place.scale(scale, scale)
        place.translate(-self._whole.x(), -self._whole.y())
        for outline, path in self._outlines:
            jobs = by_name.get(outline.name)
            tone = "crit" if jobs and jobs.breached else "info"
            alpha = 90 + 130 * jobs.open // most if jobs and jobs.open else 0
            painter.setBrush(canvas.colour(tone, alpha=alpha) if alpha else canvas.colour("track"))
            painter.setPen(QPen(canvas.colour("edge"), 1.2))
            painter.drawPath(place.map(path))


def _path(outline: Outline) -> QPainterPath:
    path = QPainterPath()
    for ring in outline.rings:
        path.addPolygon(QPolygonF([QPointF(lon * MIDDLE_COSINE, -lat) for lon, lat in ring]))
        path.closeSubpath()
    return path


@cache
def province_names() -> dict[str, str]:
    """English names of the provinces by their Persian ones."""
    return {outline.name: outline.name_en for outline in load_outlines(FILE.read_text("utf-8"))}
