"""Requirement 13: every state has its shape and its word, and can be told apart without colour."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from app.views.appearance import Appearance
from app.views.board.cell_painter import PRIORITY_TONES
from app.views.map.map_marks import STATES, WORDS, MapMarks, look
from app.views.plain_words import left_word
from app.views.theme import contrast, text_pairs, tokens_of
from app.views.widgets.canvas import Canvas
from app.views.widgets.marks import TIME_LOOKS, paint_time_left
from tests.views.conftest import appearance, fonts, language, theme  # noqa: F401 - fixtures

ABNORMAL = {"late", "warning"}
DIFFERENT = 12
"""Steps of grey of 256 by which pixels have to differ to be seen."""
PIXELS = 40


def grey(width: int, height: int, appearance: Appearance, paint: Callable[[Canvas], None]) -> QImage:  # noqa: F811
    """What is painted, as a screen without colours shows it."""
    picture = QImage(width, height, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    canvas = Canvas(painter, QRect(0, 0, width, height), appearance)
    painter.fillRect(canvas.box, canvas.colour("surface"))
    paint(canvas)
    painter.end()
    return picture.convertToFormat(QImage.Format.Format_Grayscale8)


def distance(one: QImage, other: QImage) -> int:
    """How many pixels of two grey pictures differ visibly."""
    assert one.size() == other.size()
    return sum(
        abs(one.pixelColor(x, y).red() - other.pixelColor(x, y).red()) >= DIFFERENT
        for x in range(one.width())
        for y in range(one.height())
    )


def test_every_text_is_readable(appearance: Appearance) -> None:  # noqa: F811
    tokens = tokens_of(appearance.theme)
    pairs = list(text_pairs(tokens))
    assert len(pairs) > 10
    assert [name for name, text, ground in pairs if contrast(text, ground) < 4.5] == []
    for state_look in TIME_LOOKS.values():
        for ground in ("surface", "raised", "chosen"):
            assert contrast(tokens.tone(state_look.tone), tokens.tone(ground)) >= 4.5, (state_look, ground)


def test_every_state_has_a_shape_of_its_own() -> None:
    assert len({one.icon for one in TIME_LOOKS.values()}) == len(TIME_LOOKS)
    shapes = {look(state)[0] for state in range(len(STATES))}
    assert len(shapes) == len(STATES) == len(WORDS) == len(set(WORDS))


def test_every_state_has_its_word(appearance: Appearance) -> None:  # noqa: F811
    words = {state: left_word(state) for state in ("late", "left", "paused", "met")}
    assert len(set(words.values())) == 4
    # What is near its breach is still left: shape, colour and bar say the rest.
    assert left_word("warning") == words["left"]


def test_clocks_can_be_told_apart_without_colour(appearance: Appearance) -> None:  # noqa: F811
    def painted(state: str) -> QImage:
        def paint(canvas: Canvas) -> None:
            # Time and word are the same, so that shape and pattern alone have to tell.
            paint_time_left(canvas, canvas.box, state, text="0:30", word="", fraction=0.6)  # type: ignore[arg-type]

        return grey(150, 44, appearance, paint)

    pictures = {state: painted(state) for state in TIME_LOOKS}
    alike = [
        (one, other)
        for one, other in combinations(pictures, 2)
        if distance(pictures[one], pictures[other]) < PIXELS
    ]
    assert alike == []


def test_marks_of_the_map_can_be_told_apart_without_colour(appearance: Appearance) -> None:  # noqa: F811
    marks = MapMarks(appearance, 1.0)
    pictures = [
        grey(
            26, 26, appearance, lambda canvas, state=state: canvas.painter.drawPixmap(0, 0, marks.job(state))
        )
        for state in range(len(STATES))
    ]
    alike = [
        pair
        for pair in combinations(range(len(STATES)), 2)
        if distance(*(pictures[place] for place in pair)) < 20
    ]
    assert alike == []


@pytest.mark.parametrize("state", sorted(TIME_LOOKS))
def test_only_what_is_out_of_the_ordinary_is_coloured(state: str) -> None:
    tone = next(shown.tone for known, shown in TIME_LOOKS.items() if known == state)
    expected = {"late": "crit", "warning": "warn", "met": "ok"}.get(state, "idle")
    assert tone == expected
    assert (tone in {"crit", "warn"}) == (state in ABNORMAL)


def test_only_the_highest_priority_is_coloured() -> None:
    assert set(PRIORITY_TONES) == {"P1"}
