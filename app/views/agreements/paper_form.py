"""One paper that an agreement rests on."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.agreements import Document, DocumentKind
from app.i18n import N_, _
from app.views.agreements.form import SmallForm
from app.views.appearance import Appearance
from app.views.widgets.date_edit import JalaliDateEdit

PAPERS: Mapping[DocumentKind, str] = {
    DocumentKind.CONTRACT: N_("Contract"),
    DocumentKind.AMENDMENT: N_("Amendment"),
    DocumentKind.ATTACHMENT: N_("Attachment"),
}


class PaperForm(SmallForm):
    """Answers with a Document."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, known: Document | None, *, today: date
    ) -> None:
        super().__init__(parent, appearance, _("Paper"), accept=_("Take over"))
        self.kind = QComboBox()
        for kind, name in PAPERS.items():
            self.kind.addItem(_(name), kind.value)
        self.kind.setCurrentIndex(
            self.kind.findData(known.kind.value if known else DocumentKind.AMENDMENT.value)
        )
        title = known.title if known else {}
        self.title_fa, self.title_en = (QLineEdit(title.get(language, "")) for language in ("fa", "en"))
        self.number = QLineEdit(known.number if known else "")
        self.day = JalaliDateEdit(appearance, name=_("Signed on"), day=known.day if known else today)
        self.note = QLineEdit(known.note if known else "")
        for name, field in (
            (_("Kind"), self.kind),
            (_("Title in Persian"), self.title_fa),
            (_("Title in English"), self.title_en),
            (_("Number"), self.number),
            (_("Signed on"), self.day),
            (_("What it says"), self.note),
        ):
            self.add_field(name, field)

    def answer(self) -> Document:
        titles = {"fa": self.title_fa.text().strip(), "en": self.title_en.text().strip()}
        number = self.number.text().strip()
        if not number or not all(titles.values()):
            raise ValueError(_("A paper needs a number, and a title in both languages."))
        return Document(
            kind=DocumentKind(self.kind.currentData()),
            title=titles,
            number=number,
            day=self.day.day(),
            note=self.note.text().strip(),
        )
