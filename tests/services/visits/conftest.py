"""A small region in a file of its own, for the tests of what comes after a visit."""

import io
from datetime import UTC

import pytest
from PIL import ExifTags, Image

from app.models.store import Store
from tests.factories import founded
from tests.prepared import filled


@pytest.fixture
def ground(tmp_path, feed):
    """Two contractors, four terminals, promises in minutes; SQLite alone."""
    file = tmp_path / "store.sqlite"
    file.write_bytes(filled())
    store = Store(f"sqlite:///{file}", feed.publish)
    yield founded(store)
    store.dispose()


@pytest.fixture
def jpeg():
    """Makes the bytes of a small photo, taken at an instant if one is given."""

    def made(at=None, *, shade=90, offset="+00:00", size=(40, 30)):
        picture = Image.new("RGB", size, (shade, shade, shade))
        exif = picture.getexif()
        if at is not None:
            details = exif.get_ifd(ExifTags.IFD.Exif)
            details[ExifTags.Base.DateTimeOriginal] = at.astimezone(UTC).strftime("%Y:%m:%d %H:%M:%S")
            if offset:
                details[ExifTags.Base.OffsetTimeOriginal] = offset
        written = io.BytesIO()
        picture.save(written, "JPEG", exif=exif)
        return written.getvalue()

    return made
