"""What every tab of an agreement's details shares."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.agreements import Agreement, AgreementVersion
from app.views.appearance import Appearance
from app.views.desk import Desk


class AgreementTab(QWidget):
    """One side of an agreement's version, shown and, in a draft, edited.

    Signals:
        changed: the Agreement as the user has just edited it.
        counted: how many things the tab holds, for its title.
        wanted: dotted place in the agreement that the user wants to see.
        told: a Message for the message bar.
        refused: a refusal to be said in the user's words.
    """

    changed = Signal(object)
    counted = Signal(int)
    wanted = Signal(str)
    told = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__()
        self.desk = desk
        self.appearance = appearance
        self.agreement: Agreement | None = None
        self.version: AgreementVersion | None = None
        self.is_editable = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 10, 0, 0)
        self.column.setSpacing(10)
        appearance.changed.connect(self._say_again)

    def show_version(self, agreement: Agreement, version: AgreementVersion, *, editable: bool) -> None:
        """Show this version of the agreement; only a draft is editable."""
        self.agreement, self.version, self.is_editable = agreement, version, editable
        self.fill(agreement, version)

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        """Show what the tab is about; called again when language or look change."""

    def take_keys(self) -> None:
        """Let the keys go to what is shown first."""
        self.setFocus()

    def go_to(self, place: str) -> None:
        """Choose what stands at a dotted place of the version, such as `target[3].limit`."""

    def change_version(self, **terms: Any) -> None:
        """Tell that these terms of the version shown are others now."""
        if self.agreement is None or self.version is None or not self.is_editable:
            return
        edited = replace(self.version, **terms)
        versions = tuple(edited if v.number == edited.number else v for v in self.agreement.versions)
        self.changed.emit(replace(self.agreement, versions=versions))

    @Slot()
    def _say_again(self) -> None:
        if self.agreement is not None and self.version is not None:
            self.fill(self.agreement, self.version)
