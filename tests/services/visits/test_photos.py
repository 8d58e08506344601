"""Photos: what is one, when it was taken, and that what is kept is what came in."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageOps

from app.domain.errors import RuleBroken
from app.services.visits import photos
from app.services.visits.photos import looked_at

AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)


def refused(name, content):
    with pytest.raises(RuleBroken) as told:
        looked_at(name, content)
    return told.value.code


def test_a_photo_tells_its_size_its_fingerprint_and_when_it_was_taken(jpeg):
    content = jpeg(AT, size=(640, 480))
    photo = looked_at("C:\\fakepath\\IMG_1.jpg", content)
    assert (photo.file_name, photo.media_type, photo.width, photo.height) == (
        "IMG_1.jpg",
        "image/jpeg",
        640,
        480,
    )
    assert (photo.taken_at, photo.sha256) == (AT, sha256(content).hexdigest())
    small = looked_at("small.jpg", photo.thumbnail)
    assert (small.width, small.height) == (320, 240)


def test_a_camera_without_an_offset_stands_in_tehran_and_one_that_was_never_set_tells_nothing(jpeg):
    assert looked_at("a.jpg", jpeg(AT, offset="")).taken_at == AT - timedelta(hours=3, minutes=30)
    assert looked_at("a.jpg", jpeg(AT, offset="+05:00")).taken_at == datetime(
        2026, 6, 1, 9, 30, tzinfo=timezone(timedelta(hours=5))
    )
    assert looked_at("a.jpg", jpeg(AT, offset="nonsense")).taken_at == AT - timedelta(hours=3, minutes=30)
    assert looked_at("a.jpg", jpeg(datetime(1980, 1, 1, tzinfo=UTC))).taken_at is None
    assert looked_at("a.jpg", jpeg()).taken_at is None


def test_what_is_no_picture_is_refused(jpeg):
    whole = jpeg(AT, size=(400, 300))
    assert refused("a.jpg", b"") == "photo-empty"
    assert refused("a.jpg", b"%PDF-1.7 and no picture at all") == "photo-no-image"
    assert refused("a.jpg", whole[:200]) == "photo-no-image"
    assert refused("a.jpg", whole[: len(whole) // 2]) == "photo-no-image"
    assert refused("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>") == "photo-no-image"
    assert refused("a.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;") == "photo-no-image"


def test_what_is_too_large_is_refused_before_it_is_unpacked(jpeg, monkeypatch):
    monkeypatch.setattr(photos, "MOST_PIXELS", 1000)
    assert refused("a.jpg", jpeg(size=(40, 30))) == "photo-too-large"
    assert refused("a.jpg", b"\xff\xd8" + bytes(photos.MOST_BYTES)) == "photo-too-large"


def turned(content):
    """The bytes of a photo with notes of its camera that say how it was held."""
    picture = Image.open(BytesIO(content))
    exif = picture.getexif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.DateTime] = "2026:06:01 11:00:00"
    written = BytesIO()
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


def shape(content):
    return Image.open(BytesIO(content)).size


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_small_picture_stands_upright_however_the_camera_was_held(jpeg, orientation):
    picture = Image.open(BytesIO(jpeg(size=(64, 48))))
    picture.paste((200, 0, 0), (0, 0, 20, 8))
    exif = picture.getexif()
    exif[ExifTags.Base.Orientation] = orientation
    written = BytesIO()
    picture.save(written, "PNG", exif=exif)
    small = Image.open(BytesIO(looked_at("a.png", written.getvalue()).thumbnail))
    whole = ImageOps.exif_transpose(Image.open(written)).convert("RGB")
    assert small.size == whole.size
    for place in ((3, 3), (small.width - 4, 3), (3, small.height - 4), (small.width - 4, small.height - 4)):
        assert (small.getpixel(place)[0] > 150) == (whole.getpixel(place)[0] > 150)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damaged_notes_of_a_camera_cost_the_time_and_the_turning_but_not_the_photo(jpeg):
    whole = turned(jpeg(AT, size=(60, 40)))
    assert shape(looked_at("a.jpg", whole).thumbnail) == (40, 60)
    place = whole.index(b"Exif\0\0") + 6
    for damage in (b"XX", b"\0\0\0\0", b"II*\0\xff\xff\xff\x7f", b"MM\0*\0\0\0\x05"):
        content = whole[:place] + damage + whole[place + len(damage) :]
        photo = looked_at("a.jpg", content)
        assert (photo.taken_at, shape(photo.thumbnail), photo.content) == (None, (60, 40), content)


def test_a_note_of_the_camera_that_cannot_be_written_again_is_no_matter(jpeg):
    whole = turned(jpeg(AT, size=(60, 40)))
    content = whole.replace(b"\x01\x32\x00\x02", b"\x01\x4a\x00\x02", 1)
    photo = looked_at("a.jpg", content)
    assert content != whole
    assert (photo.taken_at, shape(photo.thumbnail), photo.content) == (AT, (40, 60), content)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_a_photo_of_which_any_byte_was_lost_is_kept_or_refused_in_one_line(jpeg):
    picture = Image.open(BytesIO(turned(jpeg(AT))))
    for form in ("JPEG", "WEBP", "PNG"):
        written = BytesIO()
        picture.save(written, form, exif=picture.getexif())
        whole = written.getvalue()
        for place in range(0, len(whole), 3):
            for sign in (b"\0", b"\xff", b"\x07"):
                content = whole[:place] + sign + whole[place + 1 :]
                try:
                    assert looked_at("a", content).content == content
                except RuleBroken as told:
                    assert told.code in {"photo-no-image", "photo-too-large"}  # noqa: PT017 - either is right
