"""The bar of steps: each standing has its own shape, and its words are not cut."""

from pytestqt.qtbot import QtBot

from app.views.appearance import Appearance
from app.views.widgets.steps import Step, StepBar

STEPS = (Step("پیش‌نویس", "done"), Step("ابلاغ", "now", "۱۴۰۵/۰۹/۰۱"), Step("تسویه", "ahead"))


def test_the_steps_are_painted_whole_and_told(qtbot: QtBot, appearance: Appearance) -> None:
    bar = StepBar(appearance)
    qtbot.addWidget(bar)
    bar.show_steps(STEPS)
    bar.resize(bar.sizeHint())
    picture = bar.grab().toImage()
    third = picture.width() // 3
    parts = [picture.copy(place * third, 0, third, picture.height()) for place in range(3)]
    assert parts[0] != parts[1] != parts[2] != parts[0]
    assert bar.accessibleDescription() == "ابلاغ ۱۴۰۵/۰۹/۰۱"
    assert appearance.lettering.cut() == set()
