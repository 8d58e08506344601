"""Photos: what is one, when it was taken, and that what is kept is what came in."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

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
