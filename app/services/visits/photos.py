"""Photos of a visit: looked at before they are kept, with fingerprint, small picture and time taken."""

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import PurePath
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image
from sqlalchemy.orm import Session, undefer

from app.domain.errors import RuleBroken
from app.models.visits import VisitPhoto

MOST_BYTES = 10 * 1024 * 1024
"""Of one photo."""
MOST_PIXELS = 64_000_000
MOST_PHOTOS = 20
"""Of one report (domain.md, section 2.4)."""
SMALL_SIDE = 320
HOME = ZoneInfo("Asia/Tehran")
"""Where cameras that tell no offset are."""

_FORMS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_WRITTEN = "%Y:%m:%d %H:%M:%S"
_DAMAGE = (
    *(OSError, SyntaxError, ValueError, EOFError, LookupError, ArithmeticError, struct.error),
    *(TypeError, AttributeError, Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What Pillow raises over files that only pretend, and over notes of a camera that are damaged."""
_HELD: Mapping[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned upright, by the orientation its camera wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture that was looked at and may be kept."""

    file_name: str
    media_type: str
    width: int
    height: int
    sha256: str
    taken_at: datetime | None
    """As the camera wrote it; None where it wrote nothing that can be read."""
    content: bytes
    thumbnail: bytes
    """A JPEG of at most `SMALL_SIDE` pixels a side, upright."""


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A photo as it came in."""

    file_name: str
    content: bytes


def looked_at(file_name: str, content: bytes, *, zone: ZoneInfo = HOME) -> Photo:
    """A file as a photo. Slow: not for a writing transaction.

    Raises RuleBroken: photo-empty, photo-too-large, photo-no-image.
    """
    name = PurePath(file_name.replace("\\", "/")).name
    if not content or not name:
        raise RuleBroken("photo-empty", file=name)
    if len(content) > MOST_BYTES:
        raise RuleBroken("photo-too-large", file=name, most=MOST_BYTES // (1024 * 1024))
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_FORMS)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise RuleBroken("photo-too-large", file=name, most=MOST_BYTES // (1024 * 1024))
            opened.load()
            taken_at, turn = _written_by_camera(opened, zone)
            return Photo(
                file_name=name,
                media_type=_FORMS[opened.format or ""],
                width=opened.width,
                height=opened.height,
                sha256=sha256(content).hexdigest(),
                taken_at=taken_at,
                content=content,
                thumbnail=_small(opened, turn),
            )
    except _DAMAGE as error:
        raise RuleBroken("photo-no-image", file=name) from error


def photo_row(photo: Photo) -> VisitPhoto:
    """A row that keeps a photo; RuleBroken photo-damaged where its bytes are not those looked at."""
    if sha256(photo.content).hexdigest() != photo.sha256:
        raise RuleBroken("photo-damaged", file=photo.file_name)
    return VisitPhoto(
        file_name=photo.file_name,
        media_type=photo.media_type,
        size=len(photo.content),
        width=photo.width,
        height=photo.height,
        sha256=photo.sha256,
        taken_at=photo.taken_at,
        content=photo.content,
        thumbnail=photo.thumbnail,
    )


def photo_file(session: Session, photo_id: int) -> PhotoFile:
    """A photo as it came in. Raises RuleBroken: unknown-photo, photo-damaged."""
    row = session.get(VisitPhoto, photo_id, options=[undefer(VisitPhoto.content)])
    if row is None:
        raise RuleBroken("unknown-photo")
    if sha256(row.content).hexdigest() != row.sha256:
        raise RuleBroken("photo-damaged", file=row.file_name)
    return PhotoFile(row.file_name, row.content)


def _small(opened: Image.Image, turn: Image.Transpose | None) -> bytes:
    upright = (opened if turn is None else opened.transpose(turn)).convert("RGB")
    upright.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=82)
    return written.getvalue()


def _written_by_camera(opened: Image.Image, zone: ZoneInfo) -> tuple[datetime | None, Image.Transpose | None]:
    """When a picture was taken and how it is turned upright; nothing where that cannot be read."""
    try:
        exif = opened.getexif()
        details = exif.get_ifd(ExifTags.IFD.Exif)
        return _taken_at(exif, details, zone), _HELD.get(exif.get(ExifTags.Base.Orientation))
    except _DAMAGE:
        return None, None


def _taken_at(exif: Image.Exif, details: Mapping[int, object], zone: ZoneInfo) -> datetime | None:
    written = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        local = datetime.strptime(str(written).strip("\0 "), _WRITTEN)  # noqa: DTZ007 - its offset follows
    except ValueError:
        return None
    offset = _offset(str(details.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 "))
    return local.replace(tzinfo=offset or zone) if local.year > _BEFORE_CAMERAS else None


_BEFORE_CAMERAS = 1990
"""A camera that was never set tells an earlier year."""


def _offset(written: str) -> timezone | None:
    try:
        read = datetime.strptime(written, "%z").utcoffset()
    except ValueError:
        return None
    return None if read is None else timezone(read)
