"""The form of a penalty clause: every shape opens and is answered as it is, and what is wrong is said."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.agreement_file import read_agreement
from app.domain.penalties.clauses import Bracket, LateUnit, PenaltyClause, Side, TierMode, Trigger
from app.i18n import speaking
from app.views.agreements.clause_form import IN_POINTS, ClauseForm, ClauseGround
from app.views.appearance import Appearance
from tests.domain.clause_samples import clauses

SHAPES = Path(__file__).resolve().parents[2] / "data" / "agreements" / "every-shape.toml"
PRICES, CALENDARS = ["fee", "invoice"], ["office"]
GROUND = ClauseGround(prices=dict.fromkeys(PRICES, Decimal(1000)), calendars=CALENDARS, taken=("9-9",))
LATE = PenaltyClause(
    code="1", metric="resolve", title={"fa": "دیر", "en": "Late"}, unit=LateUnit.HOUR, amount=Decimal(5)
)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def choose(form: ClauseForm, **choices: str) -> None:
    for name, key in choices.items():
        box = getattr(form, name)
        box.setCurrentIndex(box.findData(str(key)))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clauses("1", PRICES, CALENDARS))
def test_a_clause_that_is_opened_and_taken_over_is_the_same(
    parent: QWidget, persian: Appearance, known: PenaltyClause
) -> None:
    form = ClauseForm(parent, persian, known, ground=GROUND)
    if not all(title.strip() for title in known.title.values()):
        with pytest.raises(ValueError, match="هر دو زبان"):
            form.answer()
        return
    title = {language: text.strip() for language, text in known.title.items()}
    fields = {name: getattr(known, name) for name in known.__slots__}
    assert form.answer() == PenaltyClause(**fields | {"title": title, "article": known.article.strip()})
    form.deleteLater()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_shape_of_the_documentation_opens(
    parent: QWidget, persian: Appearance, english: Appearance, language: str
) -> None:
    version = read_agreement(SHAPES.read_text("utf-8"), file="every-shape").versions[0]
    appearance = persian if language == "fa" else english
    ground = ClauseGround(prices=version.prices, calendars=("contract",))
    with speaking(appearance.language):
        for clause in version.clauses:
            assert ClauseForm(parent, appearance, clause, ground=ground).answer() == clause


def test_a_scale_is_made_step_by_step(parent: QWidget, persian: Appearance) -> None:
    form = ClauseForm(parent, persian, LATE, ground=GROUND)
    choose(form, base="fee", tiers=TierMode.MARGINAL, unit=LateUnit.DAY)
    scale = form.scale
    assert len(scale.steps) == 2
    scale.add_button.click()
    for step, (upper, side, value) in zip(
        scale.steps, (("۲", Side.OVER, "1/3"), ("5.5", Side.FROM, "۲٫۵"), ("", Side.FROM, "0")), strict=True
    ):
        step.upper.setText(upper)
        step.side.setCurrentIndex(step.side.findData(side.value))
        step.value.setText(value)
    assert [step.low.text() for step in scale.steps] == ["از ۰", "بیش از ۲", "از ۵٫۵"]
    assert form.sentence.text().startswith("تأخیر در رفع خرابی: تا ۲ روز: ")
    clause = form.answer()
    assert (clause.base, clause.tiers, clause.rate, clause.amount) == ("fee", TierMode.MARGINAL, 0, 0)
    assert clause.brackets == (
        Bracket(low=Fraction(0), high=Fraction(2), rate=Fraction(1, 3)),
        Bracket(low=Fraction(2), side=Side.OVER, high=Fraction("5.5"), rate=Fraction("0.025")),
        Bracket(low=Fraction("5.5"), rate=Fraction(0)),
    )
    scale.steps[1].upper.setText("2")
    assert form.sentence.text() == ""
    with pytest.raises(ValueError, match="بالاتر از آغاز"):
        form.answer()
    scale.steps[1].remove.click()
    assert len(form.answer().brackets) == 2
    scale.steps[1].value.setText("")
    with pytest.raises(ValueError, match="ارزش"):
        form.answer()


def test_only_what_a_trigger_can_have_is_asked(parent: QWidget, persian: Appearance) -> None:
    form = ClauseForm(parent, persian, LATE, ground=GROUND)
    form.show()

    def shown() -> list[bool]:
        fields = (
            form.promise,
            form.unit,
            form.tiers,
            form.scale,
            form.points,
            form.judged.pools,
            form.services,
        )
        return [field.isVisible() for field in fields]

    assert shown() == [True, True, True, False, False, False, True]
    choose(form, base=IN_POINTS)
    assert shown() == [True, True, True, False, True, False, True]
    choose(form, unit=LateUnit.EVENT)
    assert shown() == [True, True, False, False, True, False, True]
    choose(form, trigger=Trigger.COMPLIANCE)
    assert shown() == [True, False, True, True, False, False, True]
    assert form.base.findData(IN_POINTS) < 0
    choose(form, trigger=Trigger.AT_RISK)
    assert shown() == [False, False, False, False, False, True, False]
    assert form.base.currentData() == "fee"


def test_scrolling_over_a_field_changes_nothing(parent: QWidget, persian: Appearance) -> None:
    form = ClauseForm(parent, persian, LATE, ground=GROUND)
    form.show()
    for field in (form.trigger, form.promise, form.unit, form.limits.most_units):
        middle = QPointF(field.rect().center())
        none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
        turn = QWheelEvent(middle, middle, QPoint(), QPoint(0, -120), *none, False)
        QApplication.sendEvent(field, turn)
        assert not turn.isAccepted()
    assert form.answer() == LATE


@pytest.mark.parametrize(
    ("trigger", "typed", "said"),
    [
        (Trigger.MISSED, {"code": "9-9"}, "کد"),
        (Trigger.MISSED, {"amount": "۱٫۵"}, "ریال"),
        (Trigger.MISSED, {"amount": ""}, "مبلغ"),
        (Trigger.MISSED, {"limits.step_in": "115"}, "چند واحد"),
        (Trigger.MISSED, {"limits.cap_rate": "1/0"}, "۱/۳"),
        (Trigger.MISSED, {"limits.free_units": "دو"}, "عدد نیست"),
        (Trigger.DOWNTIME_DAYS, {"amount": "1"}, "چند ساعت خواب"),
        (Trigger.VIOLATIONS, {"judged.severities": "high"}, "نام و سهم نیست"),
        (Trigger.VIOLATIONS, {"judged.severities": "high: 1%\nhigh: 2%"}, "دو بار"),
        (Trigger.AT_RISK, {"rate": "10", "judged.allocations": "resolve: 40%"}, "نام سطح و گروه نیست"),
    ],
)
def test_what_is_wrong_is_said(
    parent: QWidget, persian: Appearance, trigger: Trigger, typed: dict[str, str], said: str
) -> None:
    form = ClauseForm(parent, persian, LATE, ground=GROUND)
    choose(form, trigger=trigger)
    for path, text in typed.items():
        owner: object = form
        for name in path.split("."):
            owner = getattr(owner, name)
        getattr(owner, "setPlainText" if hasattr(owner, "setPlainText") else "setText")(text)
    with pytest.raises(ValueError, match=said):
        form.answer()
