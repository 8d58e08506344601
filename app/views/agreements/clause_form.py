"""One penalty clause: what miss it charges, by which unit, at what price, and how much at most."""

from collections.abc import Collection, Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.domain.agreement_table import MOST, number_text
from app.domain.agreements import ZONES, Metric
from app.domain.events import Priority, Service
from app.domain.money import MOST_RIAL
from app.domain.penalties.clauses import LateUnit, PenaltyClause, Rounding
from app.domain.persian import latin_digits
from app.i18n import N_, _
from app.services.clause_figures import PRICES
from app.services.clause_words import TRIGGERS
from app.services.code_words import SERVICES, worded
from app.views.agreements.choice_list import TickList
from app.views.agreements.form import SmallForm
from app.views.appearance import Appearance
from app.views.widgets.number_edit import NumberEdit

UNITS = {
    LateUnit.EVENT: N_("once"),
    LateUnit.HOUR: N_("an hour"),
    LateUnit.DAY: N_("a day"),
    LateUnit.WEEK: N_("a week"),
}
ROUNDINGS = {
    Rounding.STARTED: N_("each unit begun"),
    Rounding.WHOLE: N_("full units only"),
    Rounding.EXACT: N_("parts in proportion"),
}
AN_AMOUNT = ""

Number = TypeVar("Number", Decimal, Fraction)


class ClauseForm(SmallForm):
    """Answers with a PenaltyClause; `taken` are the codes of the others."""

    def __init__(
        self,
        parent: QWidget,
        appearance: Appearance,
        known: PenaltyClause | None,
        *,
        prices: Collection[str],
        taken: Collection[str],
    ) -> None:
        super().__init__(parent, appearance, _("Penalty clause"), accept=_("Take over"))
        self._taken = taken
        clause = known or PenaltyClause(code="", metric=Metric.RESOLVE.value, title={})
        self.code, self.article = QLineEdit(clause.code), QLineEdit(clause.article)
        self.title_fa, self.title_en = (QLineEdit(clause.title.get(key, "")) for key in ("fa", "en"))
        self.charged = _combo({key: _(name) for key, name in TRIGGERS.items()}, clause.metric)
        self.unit = _combo({key.value: _(name) for key, name in UNITS.items()}, clause.unit.value)
        self.rounding = _combo({key.value: _(name) for key, name in ROUNDINGS.items()}, clause.rounding.value)
        named = {name: _(PRICES[name]) if name in PRICES else name for name in prices}
        self.base = _combo({AN_AMOUNT: _("an amount in rial")} | named, clause.base)
        digits = appearance.formats.digits
        self.rate = QLineEdit(digits(_percent(clause.rate)) if clause.base else "")
        self.amount = QLineEdit(digits(str(int(clause.amount))) if not clause.base else "")
        self.cap_rate = QLineEdit(digits(_percent(clause.item_cap_rate)))
        self.cap_amount = QLineEdit(
            digits("" if clause.item_cap_amount is None else str(clause.item_cap_amount))
        )
        self.most_units = NumberEdit(appearance, name=_("At most so many units (0: no limit)"), most=MOST)
        self.most_units.setValue(int(clause.most_units or 0))
        self.services = TickList(
            {s.value: worded(SERVICES, s.value) for s in Service}, clause.services, rows=3
        )
        self.zones = TickList({zone: zone for zone in sorted(ZONES)}, clause.zones, rows=3)
        self.priorities = TickList({each.value: each.value for each in Priority}, clause.priorities, rows=3)
        self._lay_out()
        self.base.currentIndexChanged.connect(self._weigh)
        self.unit.currentIndexChanged.connect(self._weigh)
        self._weigh()

    def answer(self) -> PenaltyClause:
        code, base = self.code.text().strip(), str(self.base.currentData())
        if not code or code in self._taken:
            raise ValueError(_("The clause needs a code of its own."))
        titles = {"fa": self.title_fa.text().strip(), "en": self.title_en.text().strip()}
        if not all(titles.values()):
            raise ValueError(_("The clause needs a title in both languages."))
        units = self.most_units.value()
        return PenaltyClause(
            code=code,
            metric=str(self.charged.currentData()),
            title=titles,
            article=self.article.text().strip(),
            unit=LateUnit(self.unit.currentData()),
            rounding=Rounding(self.rounding.currentData()),
            base=base,
            rate=_needed(share_of(self.rate.text())) if base else Fraction(0),
            amount=Decimal(0) if base else _needed(rial_of(self.amount.text())),
            item_cap_rate=share_of(self.cap_rate.text()) if base else None,
            item_cap_amount=rial_of(self.cap_amount.text()),
            most_units=Decimal(units) if units else None,
            services=self.services.ticked(),
            zones=self.zones.ticked(),
            priorities=self.priorities.ticked(),
        )

    def _lay_out(self) -> None:
        for name, field in (
            (_("Code"), _beside((self.code, self.article), _("Article"))),
            (_("Title in Persian"), self.title_fa),
            (_("Title in English"), self.title_en),
            (_("Charges"), self.charged),
            (_("For each"), _beside((self.unit, self.rounding), _("Parts of a unit"))),
            (_("Share of"), self.base),
            (_("Share in percent"), _beside((self.rate, self.cap_rate), _("At most, in percent"))),
            (_("Amount in rial"), _beside((self.amount, self.cap_amount), _("At most, in rial"))),
            (_("At most so many units (0: no limit)"), self.most_units),
            (_("Services"), self.services),
            (_("Zones, priorities"), _beside((self.zones, self.priorities), _("Priorities"))),
        ):
            self.add_field(name, field)
        self.setMinimumWidth(620)

    def _weigh(self) -> None:
        """Only what counts can be filled in."""
        is_share = bool(self.base.currentData())
        for field in (self.rate, self.cap_rate):
            field.setEnabled(is_share)
        self.amount.setEnabled(not is_share)
        counts = self.unit.currentData() != LateUnit.EVENT.value
        self.rounding.setEnabled(counts)


def share_of(typed: str) -> Fraction | None:
    """A share from percent as typed: 5 is 0.05; None where nothing was typed. ValueError else."""
    text = latin_digits(typed).replace("%", "").replace("٪", "").replace("٫", ".").strip()
    if not text:
        return None
    try:
        share = Decimal(text) / 100
    except InvalidOperation:
        raise ValueError(_("A share is a number of percent, such as 5 or 2.5.")) from None
    if not share.is_finite() or not 0 <= share <= MOST:
        raise ValueError(_("A share is a number of percent, such as 5 or 2.5."))
    return Fraction(share)


def rial_of(typed: str) -> Decimal | None:
    """Whole rial as typed, with or without groups; None where nothing was typed. ValueError else."""
    text = latin_digits(typed).replace(",", "").replace("٬", "").replace("،", "").strip()
    if not text:
        return None
    if not text.isdecimal() or int(text) > MOST_RIAL:
        raise ValueError(_("An amount is a whole number of rial."))
    return Decimal(text)


def _needed(value: Number | None) -> Number:
    if value is None:
        raise ValueError(_("The clause needs a share of a price, or an amount."))
    return value


def _percent(share: Fraction | None) -> str:
    return "" if share is None else number_text(share * 100)


def _combo(names: dict[str, str], chosen: str | StrEnum) -> QComboBox:
    made = QComboBox()
    for key, name in names.items():
        made.addItem(name, key)
    made.setCurrentIndex(max(0, made.findData(str(chosen))))
    return made


def _beside(fields: Iterable[QWidget], second: str) -> QWidget:
    """Two fields in one row; the second says its own name."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    first, other = fields
    row.addWidget(first, 1)
    row.addWidget(other, 1)
    other.setAccessibleName(second)
    other.setToolTip(second)
    if isinstance(other, QLineEdit):
        other.setPlaceholderText(second)
    return box
