"""Pictures on a page: PNG or JPEG taken in once, and put into a PDF as plain samples."""

import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, UnidentifiedImageError
from reportlab.pdfbase import pdfdoc

from app.domain.errors import BadInput
from app.services.typesetting.embedding import packed

MOST_BYTES = 2 * 1024 * 1024
MOST_SIDE = 4000
"""Pixels; a picture that unpacks to more is refused before it is unpacked."""
KEPT_SIDE = 1200
"""Pixels of the longer side that are kept: 300 dots an inch at 10 cm."""
_TAKEN = ("PNG", "JPEG")
_EXPECTED = f"a PNG or JPEG picture of at most {MOST_BYTES // 1024} KiB and {MOST_SIDE} pixels a side"


@dataclass(frozen=True)
class Picture:
    """Samples of a picture, row by row from the top."""

    width: int
    """In pixels."""
    height: int
    rgb: bytes
    alpha: bytes
    """One byte a pixel; empty where nothing shines through."""


def taken_in(image: bytes, file: str) -> bytes:
    """The picture as PNG, no larger than is printed; the same for the same bytes.

    Raises BadInput where `image` is no picture, none of the two forms, cut off, or too large.
    """
    if not image or len(image) > MOST_BYTES:
        raise BadInput(file, f"{len(image):,} bytes", _EXPECTED)
    try:
        with Image.open(io.BytesIO(image), formats=_TAKEN) as opened:
            if max(opened.size) > MOST_SIDE:
                raise BadInput(file, f"{opened.width} x {opened.height} pixels", _EXPECTED)
            has_alpha = opened.has_transparency_data
            kept = opened.convert("RGBA" if has_alpha else "RGB")
    except UnidentifiedImageError as error:
        raise BadInput(file, "no picture", _EXPECTED) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadInput(file, "a damaged picture", _EXPECTED) from error
    kept.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    kept.save(written, "PNG")
    return written.getvalue()


@lru_cache(16)
def read_picture(png: bytes) -> Picture:
    """The samples of a picture that was taken in."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
        has_alpha = opened.mode == "RGBA"
        alpha = opened.getchannel("A").tobytes() if has_alpha else b""
        return Picture(opened.width, opened.height, opened.convert("RGB").tobytes(), alpha)


def pdf_picture(document: pdfdoc.PDFDocument, picture: Picture, name: str) -> pdfdoc.PDFObjectReference:
    """The picture as an object of the document."""
    entries: dict[str, object] = {}
    if picture.alpha:
        mask = packed(picture.alpha, **_entries(picture, "/DeviceGray"))
        entries["SMask"] = document.Reference(mask, f"{name}.mask")
    samples = packed(picture.rgb, **_entries(picture, "/DeviceRGB"), **entries)
    return document.Reference(samples, name)


def _entries(picture: Picture, space: str) -> dict[str, object]:
    return {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": picture.width,
        "Height": picture.height,
        "ColorSpace": space,
        "BitsPerComponent": 8,
    }
