"""The tab of what else a version says: visits, prices, score weights, windows of time, what closes a job."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.agreement_file import LONGEST_NOTE, MOST_PHOTOS
from app.domain.agreement_table import MOST
from app.domain.agreements import Agreement, AgreementVersion, PmPolicy
from app.domain.closing import ClosingRule
from app.domain.scorecards import Kpi
from app.i18n import N_, _
from app.services.clause_figures import price_name
from app.services.code_words import CLASSES, class_name
from app.views.agreements.price_form import PriceForm, PriceRemovalForm
from app.views.agreements.tab import AgreementTab
from app.views.agreements.term_card import Term, TermCard
from app.views.appearance import Appearance
from app.views.contractors.figure_words import NAMES
from app.views.desk import Desk
from app.views.widgets.frames import ScrolledColumn
from app.views.widgets.labels import label

HOLIDAYS: Mapping[str, str] = {
    "previous": N_("the working day before"),
    "next": N_("the working day after"),
    "nearest": N_("the nearest working day"),
    "keep": N_("stays where it is"),
}
WINDOWS: Mapping[str, tuple[str, str]] = {
    "reopen_days": (N_("The same fault reopens a job for"), N_("days")),
    "repeat_days": (N_("A new call is a repeat for"), N_("days")),
    "minimum_grace_minutes": (N_("Left at least after a wait"), N_("minutes")),
    "declaration_hours": (N_("A wait must be recorded within"), N_("hours")),
}


class TermsTab(AgreementTab):
    """Five cards of numbers."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self.pm = TermCard(appearance, "calendar-clock-outline")
        self.prices = TermCard(appearance, "cash-multiple")
        self.weights = TermCard(appearance, "scale-balance")
        self.windows = TermCard(appearance, "timer-sand")
        self.closing = TermCard(appearance, "clipboard-check-outline")
        self.serial = QCheckBox()
        self.on_holiday = QComboBox()
        self.on_holiday.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._holiday_name = label("quiet")
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        for place, card in enumerate((self.pm, self.prices, self.weights)):
            grid.addWidget(card, place // 2, place % 2)
        beside = QVBoxLayout()
        beside.setSpacing(10)
        beside.addWidget(self.windows, 1)
        beside.addWidget(self.closing, 1)
        grid.addLayout(beside, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._scrolled = ScrolledColumn()
        self._scrolled.add(inner)
        self.column.addWidget(self._scrolled, 1)
        self._lay_out_holiday()
        self.add_button, self.remove_button = QPushButton(), QPushButton()
        row = QHBoxLayout()
        for button, slot in ((self.add_button, self.add_price), (self.remove_button, self.remove_price)):
            button.setProperty("role", "ghost")
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        self.prices.body.addLayout(row)
        self.closing.body.addWidget(self.serial)
        self.pm.edited.connect(self._set_pm)
        self.prices.edited.connect(self._set_price)
        self.weights.edited.connect(self._set_weight)
        self.windows.edited.connect(self._set_window)
        self.closing.edited.connect(self._set_closing)
        self.serial.clicked.connect(self._set_serial)
        self.on_holiday.activated.connect(self._set_on_holiday)

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        self._show_pm(version.pm)
        self._show_prices(version)
        self._show_weights(version)
        windows = [
            Term(key, _(name), getattr(version, key), _(unit), MOST) for key, (name, unit) in WINDOWS.items()
        ]
        self.windows.show_terms(_("Windows of time"), windows, editable=self.is_editable, note="")
        self._show_closing(version.closing)

    def _lay_out_holiday(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._holiday_name, 1)
        row.addWidget(self.on_holiday)
        self.pm.body.addLayout(row)

    def _show_pm(self, pm: PmPolicy | None) -> None:
        months = pm.every_months if pm is not None else {}
        classes = dict.fromkeys((*CLASSES, *months)) if self.is_editable else dict.fromkeys(months)
        terms = [Term(name, class_name(name), months.get(name, 0), _("months"), MOST) for name in classes]
        if pm is not None:
            terms.append(Term("", _("A visit may stray by"), pm.window_percent, _("% of the interval"), 100))
        note = _("Months between two visits by merchant class; 0: none.") if pm else _("No periodic visits.")
        self.pm.show_terms(_("Periodic visits (PM)"), terms, editable=self.is_editable, note=note)
        self.on_holiday.clear()
        for key, name in HOLIDAYS.items():
            self.on_holiday.addItem(_(name), key)
        self.on_holiday.setAccessibleName(_("A visit due on a holiday goes to"))
        self.on_holiday.setVisible(pm is not None and self.is_editable)
        self._holiday_name.setVisible(pm is not None)
        if pm is not None:
            self.on_holiday.setCurrentIndex(list(HOLIDAYS).index(pm.on_holiday))
            said = _("A visit due on a holiday goes to")
            shown = said if self.is_editable else f"{said}: {_(HOLIDAYS[pm.on_holiday])}"
            self._holiday_name.setText(shown)

    def _show_prices(self, version: AgreementVersion) -> None:
        terms = [
            Term(name, price_name(name), int(amount), _("rial")) for name, amount in version.prices.items()
        ]
        note = "" if terms else _("This version names no price.")
        self.prices.show_terms(_("Prices"), terms, editable=self.is_editable, note=note)
        for button, name in (
            (self.add_button, _("Add a price…")),
            (self.remove_button, _("Take a price away…")),
        ):
            button.setText(name)
            button.setAccessibleName(name)
            button.setVisible(self.is_editable)
        self.remove_button.setEnabled(bool(_unused(version)))

    def _show_weights(self, version: AgreementVersion) -> None:
        known = list(Kpi) if self.is_editable else [kpi for kpi in Kpi if kpi.value in version.weights]
        terms = [Term(k.value, _(NAMES[k]), version.weights.get(k.value, 0), _("%"), 100) for k in known]
        total = sum(version.weights.values())
        said = _("Together {total} of 100").format(total=self.appearance.formats.number(total))
        note = said if version.weights else _("As the scorecard proposes.")
        tone = "crit" if version.weights and total != 100 else ""
        self.weights.show_terms(_("Score weights"), terms, editable=self.is_editable, note=note, tone=tone)

    def _show_closing(self, rule: ClosingRule) -> None:
        terms = [
            Term("note", _("The note of the visit has at least"), rule.note, _("letters"), LONGEST_NOTE),
            Term("photos", _("Photos at least"), rule.photos, _("photos"), MOST_PHOTOS),
        ]
        note = _("Of a visit, before its job is closed; 0: nothing is asked for.")
        self.closing.show_terms(_("To close a job"), terms, editable=self.is_editable, note=note)
        self.serial.setText(_("The serial is read off the device"))
        self.serial.setChecked(rule.serial)
        self.serial.setEnabled(self.is_editable)

    @Slot()
    def add_price(self) -> None:
        """Ask for another price that clauses may take a share of."""
        if self.version is not None and self.is_editable:
            form = PriceForm(self, self.appearance, tuple(self.version.prices))
            form.answered.connect(self._take_price)
            form.open()

    @Slot(object)
    def _take_price(self, price: tuple[str, Decimal]) -> None:
        if self.version is not None:
            self.change_version(prices={**self.version.prices, price[0]: price[1]})

    @Slot()
    def remove_price(self) -> None:
        """Ask which of the prices that nothing takes a share of is to go."""
        unused = _unused(self.version) if self.version is not None else ()
        if unused and self.is_editable:
            form = PriceRemovalForm(self, self.appearance, unused)
            form.answered.connect(self._take_away)
            form.open()

    @Slot(object)
    def _take_away(self, name: str) -> None:
        if self.version is not None and name in _unused(self.version):
            kept = {key: amount for key, amount in self.version.prices.items() if key != name}
            self.change_version(prices=kept)

    @Slot(str, object)
    def _set_pm(self, key: str, value: int) -> None:
        pm = (self.version.pm if self.version is not None else None) or PmPolicy(every_months={})
        if key == "":
            self.change_version(pm=replace(pm, window_percent=value))
            return
        months = {name: count for name, count in {**pm.every_months, key: value}.items() if count}
        self.change_version(pm=replace(pm, every_months=months) if months else None)

    @Slot(int)
    def _set_on_holiday(self, _place: int) -> None:
        if self.version is not None and self.version.pm is not None:
            self.change_version(pm=replace(self.version.pm, on_holiday=str(self.on_holiday.currentData())))

    @Slot(str, object)
    def _set_price(self, key: str, value: int) -> None:
        if self.version is not None:
            self.change_version(prices={**self.version.prices, key: Decimal(value)})

    @Slot(str, object)
    def _set_weight(self, key: str, value: int) -> None:
        if self.version is not None:
            weights = {**self.version.weights, key: value}
            self.change_version(weights={name: weight for name, weight in weights.items() if weight})

    @Slot(str, object)
    def _set_window(self, key: str, value: int) -> None:
        self.change_version(**{key: value})

    @Slot(str, object)
    def _set_closing(self, key: str, value: int) -> None:
        if self.version is not None:
            rule = self.version.closing
            self.change_version(
                closing=replace(rule, note=value) if key == "note" else replace(rule, photos=value)
            )

    @Slot(bool)
    def _set_serial(self, is_read: bool) -> None:
        if self.version is not None:
            self.change_version(closing=replace(self.version.closing, serial=is_read))


def _unused(version: AgreementVersion) -> tuple[str, ...]:
    """The prices that no clause and no cap takes a share of."""
    used = {name for clause in version.clauses for name in clause.prices} | {cap.base for cap in version.caps}
    return tuple(name for name in version.prices if name not in used)
