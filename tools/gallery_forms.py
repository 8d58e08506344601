"""A page of sample texts that holds editors, a document and an empty place."""

import io
from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget
from reportlab.pdfgen.canvas import Canvas as PdfCanvas

from app.views.appearance import Appearance
from app.views.widgets.date_time_edit import JalaliDateTimeEdit
from app.views.widgets.flow_layout import row_of
from app.views.widgets.frames import Card, EmptyState, Panel
from app.views.widgets.labels import label
from app.views.widgets.message_bar import Message, MessageBar
from app.views.widgets.number_edit import NumberEdit
from app.views.widgets.pdf_pages import PdfPages
from app.views.widgets.progress_panel import ProgressPanel
from tools.gallery_board import SHOWN_AT, Said, ground, in_language

BUTTONS = (
    ("primary", "تأیید", "OK"),
    ("danger", "حذف", "Delete"),
    ("ghost", "انصراف", "Cancel"),
    ("", "ساده", "Plain"),
    ("link", "پیوند", "Link"),
)


def form_page(appearance: Appearance) -> QWidget:
    """Editors, buttons, progress, a document and an empty place."""
    said = in_language(appearance)
    page = ground()
    across = QHBoxLayout(page)
    across.setContentsMargins(20, 16, 20, 16)
    across.setSpacing(16)
    for part in (_editors(appearance, said), _document(appearance, said), _empty(appearance, said)):
        across.addWidget(part, 1)
    return page


def sample_pdf(pages: int = 3) -> bytes:
    """A small document."""
    written = io.BytesIO()
    paper = PdfCanvas(written, pagesize=(420, 595))
    for number in range(1, pages + 1):
        paper.setFont("Helvetica", 28)
        paper.drawString(60, 500, f"Page {number}")
        paper.showPage()
    paper.save()
    return written.getvalue()


def run_at_once(
    work: Callable[[], object], done: Callable[[object], None], failed: Callable[[Exception], None]
) -> None:
    """A runner without threads."""
    done(work())


def _editors(appearance: Appearance, said: Said) -> Panel:
    panel = Panel(appearance, title=said("ویرایش", "Editing"), icon="pencil")
    box, tick = QComboBox(), QCheckBox(said("هشدار بده", "Raise an alarm"))
    number = NumberEdit(appearance, name=said("روز", "Days"), most=9000)
    number.setValue(1405)
    box.addItems([said("بحرانی", "Critical"), said("بالا", "High")])
    tick.setChecked(True)
    line = QLineEdit()
    line.setPlaceholderText(said("شماره پایانه", "Terminal number"))
    date = JalaliDateTimeEdit(appearance, name=said("زمان", "Time"), instant=SHOWN_AT)
    for editor in (line, box, number, date, tick):
        editor.setAccessibleName(said("نمونه", "Sample"))
        panel.body.addWidget(editor)
    card = Card()
    card.body.addWidget(label("strong", said("کارت", "Card")))
    card.body.addWidget(
        label("muted", said("متنی که در چند خط می‌شکند. " * 4, "A text that wraps. " * 8), wraps=True)
    )
    panel.body.addWidget(card)
    panel.body.addWidget(_buttons(said))
    progress = ProgressPanel(appearance)
    progress.start(said("ساخت نامه‌ها", "Making letters"))
    progress.show_progress(120, 340)
    panel.body.addWidget(progress)
    panel.body.addStretch(1)
    return panel


def _buttons(said: Said) -> QWidget:
    buttons = []
    for role, persian, english in BUTTONS:
        button = QPushButton(said(persian, english))
        button.setProperty("role", role)
        buttons.append(button)
    buttons[3].setEnabled(False)
    return row_of(*buttons)


def _document(appearance: Appearance, said: Said) -> Panel:
    panel = Panel(appearance, title=said("نامه", "Letter"), icon="file-document-outline")
    pages = PdfPages(appearance, run_at_once)
    pages.show_pdf(sample_pdf())
    panel.body.addWidget(pages, 1)
    return panel


def _empty(appearance: Appearance, said: Said) -> Panel:
    panel = Panel(appearance)
    panel.body.addWidget(
        EmptyState(
            appearance,
            icon="inbox-outline",
            title=said("کاری در این صافی نیست", "No job passes this filter"),
            advice=said("صافی را بردارید تا همهٔ کارها را ببینید.", "Take the filter off to see every job."),
            action=said("برداشتن صافی", "Take it off"),
        )
    )
    refused = MessageBar(appearance)
    refused.say(
        Message(said("این کار را کسی دیگر تغییر داده است.", "Someone else changed this job."), "crit")
    )
    panel.body.addWidget(refused)
    return panel
