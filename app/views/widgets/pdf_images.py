"""Pages of a PDF as pictures; one call at a time in the whole process, for the library knows no threads."""

from dataclasses import dataclass

import pypdfium2
from PySide6.QtGui import QImage

POINTS_PER_INCH = 72.0


@dataclass(frozen=True)
class PageSize:
    """Width and height of a page in points (1/72 inch)."""

    width: float
    height: float


def page_sizes(pdf: bytes) -> tuple[PageSize, ...]:
    """The size of every page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(PageSize(*document.get_page_size(number)) for number in range(len(document)))
    finally:
        document.close()


def page_image(pdf: bytes, number: int, *, dots_per_inch: float) -> QImage:
    """Page `number` (from 0) as a picture of this density; good for the screen and for printing."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number]
        bitmap = page.render(scale=dots_per_inch / POINTS_PER_INCH, rev_byteorder=True, prefer_bgrx=True)
        image = QImage(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888
        )
        # The copy owns its pixels; the library's buffer goes with the document.
        return image.copy()
    finally:
        document.close()
