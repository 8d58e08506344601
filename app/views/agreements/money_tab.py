"""The tab of money: each clause and each cap with its plain sentence in both languages."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget

from app import i18n
from app.domain.agreement_file import read_agreement
from app.domain.agreement_text import write_agreement
from app.domain.agreements import Agreement, AgreementVersion
from app.domain.penalties.clauses import Cap, CapScope, PenaltyClause
from app.domain.persian import isolate
from app.i18n import N_, Language, _
from app.services.clause_words import cap_sentence, clause_sentence, order_sentence
from app.views.agreements.agreement_words import in_language
from app.views.agreements.cap_form import CapForm, CapOrderForm
from app.views.agreements.clause_form import ClauseForm, ClauseGround
from app.views.agreements.row_tools import RowTools
from app.views.agreements.tab import AgreementTab
from app.views.agreements.text_cards import CardList, TextCard
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.widgets.frames import EmptyState

CAP = "\ncap "
"""Key of the card of a cap, before its place; no clause has such a code."""


class MoneyTab(AgreementTab):
    """Clauses and caps as cards."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self.clauses = CardList(appearance)
        self.tools = RowTools(appearance)
        self._empty = EmptyState(
            appearance,
            icon="cash-remove",
            title=N_("A miss costs nothing"),
            advice=N_("This version has no penalty clause."),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.clauses)
        self._pages.addWidget(self._empty)
        self.cap_button, self.order_button = QPushButton(), QPushButton()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.tools, 1)
        for button, slot in ((self.cap_button, self.add_cap), (self.order_button, self.change_order)):
            button.setProperty("role", "ghost")
            button.clicked.connect(slot)
            head.addWidget(button)
        self.column.addLayout(head)
        self.column.addWidget(self._pages, 1)
        self.clauses.opened.connect(self.change_clause)
        self.tools.added.connect(self.add_clause)
        self.tools.opened.connect(self.change_clause)
        self.tools.removed.connect(self.remove_clause)

    def take_keys(self) -> None:
        if self.clauses.cards():
            self.clauses.choose(self.clauses.key() or self.clauses.cards()[0].key)

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        cards = [self._clause_card(clause, version.prices) for clause in version.clauses]
        cards += [self._cap_card(place, cap, version) for place, cap in enumerate(version.caps)]
        self.clauses.show_cards(cards)
        self._pages.setCurrentWidget(self.clauses if cards else self._empty)
        for widget in (self.tools, self.cap_button, self.order_button):
            widget.setVisible(self.is_editable)
        self.tools.show_standing(has_row=bool(cards))
        self.order_button.setEnabled(bool(version.caps))
        for button, name in (
            (self.cap_button, _("Add a cap…")),
            (self.order_button, _("Order of the caps…")),
        ):
            button.setText(name)
            button.setAccessibleName(name)

    def go_to(self, place: str) -> None:
        if self.version is None:
            return
        kind, _mark, rest = place.partition("[")
        number = int(rest[: rest.index("]")]) if "]" in rest else 0
        if kind == "clause" and 0 < number <= len(self.version.clauses):
            self.clauses.choose(self.version.clauses[number - 1].code)
        elif kind == "cap" and number:
            self.clauses.choose(f"{CAP}{number - 1}")

    @Slot()
    def add_clause(self) -> None:
        """Ask for another clause."""
        self._ask(None)

    @Slot()
    def change_clause(self) -> None:
        """Ask for the terms of the chosen clause or cap."""
        clause, cap = self._chosen(), self._chosen_cap()
        if clause is not None:
            self._ask(clause)
        elif cap is not None:
            self._ask_cap(cap)

    @Slot()
    def remove_clause(self) -> None:
        """Take the chosen clause or cap away; caps forget a clause that is gone."""
        version, clause, place = self.version, self._chosen(), self._chosen_cap()
        if version is None:
            return
        if clause is not None:
            kept = tuple(each for each in version.clauses if each != clause)
            caps = tuple(_without(cap, clause.code) for cap in version.caps if cap.clauses != {clause.code})
            self.change_version(clauses=kept, caps=caps)
        elif place is not None:
            self.change_version(caps=(*version.caps[:place], *version.caps[place + 1 :]))

    @Slot()
    def add_cap(self) -> None:
        """Ask for another cap."""
        self._ask_cap(None)

    @Slot()
    def change_order(self) -> None:
        """Ask in which order caps are applied."""
        if self.version is not None and self.is_editable:
            form = CapOrderForm(self, self.appearance, self.version.cap_order)
            form.answered.connect(self._take_order)
            form.open()

    @Slot(object)
    def _take_order(self, order: tuple[CapScope, ...]) -> None:
        self.change_version(cap_order=order)

    def _chosen(self) -> PenaltyClause | None:
        clauses = self.version.clauses if self.version is not None else ()
        return next((each for each in clauses if each.code == self.clauses.key()), None)

    def _chosen_cap(self) -> int | None:
        key = self.clauses.key()
        return int(key.removeprefix(CAP)) if key.startswith(CAP) else None

    def _ask(self, known: PenaltyClause | None) -> None:
        if not self.is_editable or self.version is None:
            return
        codes = {clause.code for clause in self.version.clauses if clause != known}
        ground = ClauseGround(
            prices=self.version.prices,
            calendars=tuple(self.agreement.calendars) if self.agreement is not None else (),
            taken=codes,
            check=self._check,
        )
        form = ClauseForm(self, self.appearance, known, ground=ground)

        def take(clause: PenaltyClause) -> None:
            clauses = list(self.version.clauses) if self.version is not None else []
            place = clauses.index(known) if known is not None else len(clauses)
            clauses[place : place + 1] = [clause]
            old = known.code if known is not None else clause.code
            caps = self.version.caps if self.version is not None else ()
            self.change_version(
                clauses=tuple(clauses), caps=tuple(_renamed(cap, old, clause.code) for cap in caps)
            )

        form.answered.connect(take)
        form.open()

    def _check(self, clause: PenaltyClause) -> None:
        """BadInput where the clause, alone in its version, could not be written and read again."""
        if self.agreement is not None and self.version is not None:
            alone = replace(self.version, clauses=(clause,), caps=())
            read_agreement(write_agreement(replace(self.agreement, versions=(alone,))), file="")

    def _ask_cap(self, place: int | None) -> None:
        version = self.version
        if not self.is_editable or version is None:
            return
        known = version.caps[place] if place is not None else None
        language = self.appearance.language
        names = {each.code: f"{each.code} · {in_language(each.title, language)}" for each in version.clauses}
        form = CapForm(self, self.appearance, known, prices=version.prices, clauses=names)

        def take(cap: Cap) -> None:
            caps = list(self.version.caps) if self.version is not None else []
            at = place if place is not None else len(caps)
            caps[at : at + 1] = [cap]
            self.change_version(caps=tuple(caps))

        form.answered.connect(take)
        form.open()

    def _clause_card(self, clause: PenaltyClause, prices: Mapping[str, Decimal]) -> TextCard:
        article = _("Article {number}").format(number=self.appearance.formats.digits(clause.article))
        return TextCard(
            key=clause.code,
            title=f"{isolate(clause.code)} · {in_language(clause.title, self.appearance.language)}",
            lines=(clause_sentence(clause, prices),),
            quiet=(self._also(clause_sentence, clause, prices),),
            mark=article if clause.article else "",
            icon="gavel",
        )

    def _cap_card(self, place: int, cap: Cap, version: AgreementVersion) -> TextCard:
        lines, quiet = [cap_sentence(cap, version.prices)], [self._also(cap_sentence, cap, version.prices)]
        if place == 0:
            lines.append(order_sentence(version.cap_order))
            quiet.append(self._also(order_sentence, version.cap_order))
        title = _("Cap {number}").format(number=self.appearance.formats.number(place + 1))
        return TextCard(f"{CAP}{place}", title, tuple(lines), tuple(quiet), icon="scale-balance")

    def _also(self, say: Callable[..., str], *terms: object) -> str:
        """The same in the other language."""
        other: Language = "en" if self.appearance.language == "fa" else "fa"
        with i18n.speaking(other):
            return say(*terms)


def _without(cap: Cap, code: str) -> Cap:
    return replace(cap, clauses=cap.clauses - {code})


def _renamed(cap: Cap, old: str, new: str) -> Cap:
    return replace(cap, clauses=cap.clauses - {old} | {new}) if old in cap.clauses else cap
