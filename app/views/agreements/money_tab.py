"""The tab of money: each clause with its plain sentence in both languages."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget

from app import i18n
from app.domain.agreements import Agreement, AgreementVersion
from app.domain.penalties.clauses import PenaltyClause
from app.domain.persian import isolate
from app.i18n import N_, Language, _
from app.services.clause_words import clause_sentence
from app.views.agreements.agreement_words import in_language
from app.views.agreements.clause_form import ClauseForm
from app.views.agreements.row_tools import RowTools
from app.views.agreements.tab import AgreementTab
from app.views.agreements.text_cards import CardList, TextCard
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.widgets.frames import EmptyState


class MoneyTab(AgreementTab):
    """Clauses as cards."""

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
        self.column.addWidget(self.tools)
        self.column.addWidget(self._pages, 1)
        self.clauses.opened.connect(self.change_clause)
        self.tools.added.connect(self.add_clause)
        self.tools.opened.connect(self.change_clause)
        self.tools.removed.connect(self.remove_clause)

    def take_keys(self) -> None:
        if self.clauses.cards():
            self.clauses.choose(self.clauses.key() or self.clauses.cards()[0].key)

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        self.clauses.show_cards([self._card(clause, version.prices) for clause in version.clauses])
        self._pages.setCurrentWidget(self.clauses if version.clauses else self._empty)
        self.tools.setVisible(self.is_editable)
        self.tools.show_standing(has_row=bool(version.clauses))

    def go_to(self, place: str) -> None:
        if self.version is not None and place.startswith("clause["):
            self.clauses.choose(self.version.clauses[int(place[len("clause[") : place.index("]")]) - 1].code)

    @Slot()
    def add_clause(self) -> None:
        """Ask for another clause."""
        self._ask(None)

    @Slot()
    def change_clause(self) -> None:
        """Ask for the terms of the chosen clause."""
        clause = self._chosen()
        if clause is not None:
            self._ask(clause)

    @Slot()
    def remove_clause(self) -> None:
        """Take the chosen clause away."""
        clause = self._chosen()
        if clause is not None and self.version is not None:
            self.change_version(clauses=tuple(each for each in self.version.clauses if each != clause))

    def _chosen(self) -> PenaltyClause | None:
        clauses = self.version.clauses if self.version is not None else ()
        return next((each for each in clauses if each.code == self.clauses.key()), None)

    def _ask(self, known: PenaltyClause | None) -> None:
        if not self.is_editable or self.version is None:
            return
        codes = {clause.code for clause in self.version.clauses if clause != known}
        form = ClauseForm(self, self.appearance, known, prices=tuple(self.version.prices), taken=codes)

        def take(clause: PenaltyClause) -> None:
            clauses = list(self.version.clauses) if self.version is not None else []
            place = clauses.index(known) if known is not None else len(clauses)
            clauses[place : place + 1] = [clause]
            self.change_version(clauses=tuple(clauses))

        form.answered.connect(take)
        form.open()

    def _card(self, clause: PenaltyClause, prices: Mapping[str, Decimal]) -> TextCard:
        language = self.appearance.language
        other: Language = "en" if language == "fa" else "fa"
        with i18n.speaking(other):
            also = clause_sentence(clause, prices)
        article = _("Article {number}").format(number=self.appearance.formats.digits(clause.article))
        return TextCard(
            key=clause.code,
            title=f"{isolate(clause.code)} · {in_language(clause.title, language)}",
            lines=(clause_sentence(clause, prices),),
            quiet=(also,),
            mark=article if clause.article else "",
            icon="gavel",
        )
