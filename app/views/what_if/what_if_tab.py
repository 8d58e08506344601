"""The tab that asks what the agreement shown, with its unsaved edits, had made of the past."""

from app.domain.agreements import Agreement, AgreementVersion
from app.views.agreements.tab import AgreementTab
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.what_if.what_if_view import WhatIfView
from app.views.widgets.scrolled import Scrolled


class WhatIfTab(AgreementTab):
    """The what-if of the agreement on the page, of any open draft, or of a file."""

    def __init__(self, desk: Desk, appearance: Appearance) -> None:
        super().__init__(desk, appearance)
        self.view = WhatIfView(desk, appearance)
        self.column.addWidget(Scrolled(self.view))
        self.view.told.connect(self.told)
        self.view.refused.connect(self.refused)

    def fill(self, agreement: Agreement, version: AgreementVersion) -> None:
        self.view.refresh()
        self.view.offer(agreement)
