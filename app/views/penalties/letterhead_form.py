"""The letterhead of a region: the company, its unit and address, its logo, and who signs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.clock import Clock
from app.domain.errors import BadInput, PoshtibanError
from app.i18n import _
from app.services.letters.letterheads import (
    LetterheadRow,
    NewLetterhead,
    letterheads,
    remove_logo,
    save_letterhead,
    set_logo,
)
from app.services.letters.occasion import Signatory
from app.services.typesetting.pictures import MOST_BYTES, taken_in
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.step_form import StepForm
from app.views.widgets.labels import label
from app.views.wording import refusal

LOGO_HEIGHT = 56
SIGNATORIES = 3
INHERITED = "logo.png"
"""The common logo, where a region begins as a copy."""
LogoChooser = Callable[[QWidget], Path | None]


@dataclass(frozen=True)
class Logo:
    """A picture as it was read; `content` empty: no logo any more."""

    file_name: str
    content: bytes


@dataclass(frozen=True)
class SaidHead:
    """A letterhead as the user wants it; `logo` None where it stays."""

    head: NewLetterhead
    seen: int
    logo: Logo | None


class LetterheadForm(StepForm):
    """Answers with a SaidHead; a region without its own head begins as a copy of the common one."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        appearance: Appearance,
        heads: Sequence[LetterheadRow],
        *,
        choose_logo: LogoChooser,
    ) -> None:
        super().__init__(parent, appearance, _("Letterheads"), accept=_("Save"))
        self._desk = desk
        self._heads = heads
        self._choose_logo = choose_logo
        self._logo: Logo | None = None
        self._place = 0
        self._shown: tuple[object, ...] = ()
        self._asked: tuple[object, ...] = ()
        self.region = QComboBox()
        for head in heads:
            name = head.region_fa if appearance.language == "fa" else head.region_en
            self.region.addItem(name or _("every region without its own"), head.region_id)
        self.company, self.unit, self.address = (_pair(self) for _each in range(3))
        self.signatories = [(_pair(self), _pair(self)) for _each in range(SIGNATORIES)]
        self.picture = QLabel()
        self.picture.setAccessibleName(_("Logo"))
        self.logo_button, self.remove_button = QPushButton(_("Choose a picture…")), QPushButton(_("Remove"))
        self._lay_out()
        self.region.currentIndexChanged.connect(self._leave)
        self.logo_button.clicked.connect(self.choose)
        self.remove_button.clicked.connect(self.remove)
        self._show()

    def answer(self) -> SaidHead:
        signatories = []
        for name, post in self.signatories:
            texts = [edit.text().strip() for edit in (*name, *post)]
            if any(texts):
                if not texts[0] or not texts[2]:
                    raise ValueError(_("A signatory needs a name and a post in Persian."))
                signatories.append(
                    Signatory(name=texts[0], name_en=texts[1], post=texts[2], post_en=texts[3])
                )
        company, unit, address = (
            [edit.text().strip() for edit in pair] for pair in (self.company, self.unit, self.address)
        )
        if not company[0]:
            raise ValueError(_("A letterhead needs the name of the company in Persian."))
        head = NewLetterhead(
            region_id=self.region.currentData(),
            company=company[0],
            company_en=company[1],
            unit=unit[0],
            unit_en=unit[1],
            address=address[0],
            address_en=address[1],
            signatories=tuple(signatories),
        )
        return SaidHead(head, self._head().version, self._logo)

    @Slot()
    def choose(self) -> None:
        """Ask for a picture; it is read where nobody waits for it."""
        path = self._choose_logo(self)
        if path is not None:
            self._desk.work(partial(read_logo, path), done=self._take_logo, failed=self._refuse_logo)

    @Slot()
    def remove(self) -> None:
        """Go without a picture."""
        self._take_logo(Logo("", b""))

    def _lay_out(self) -> None:
        self.add_field(_("Region"), self.region)
        heading = QHBoxLayout()
        heading.setSpacing(8)
        for text in (_("in Persian"), _("in English")):
            heading.addWidget(label("muted", text), 1)
        self.fields.addRow("", heading)
        for name, pair in (
            (_("Company"), self.company),
            (_("Unit"), self.unit),
            (_("Address"), self.address),
        ):
            self._add_pair(name, pair)
        for place, (name_pair, post_pair) in enumerate(self.signatories, 1):
            number = self.appearance.formats.number(place)
            self._add_pair(_("Signatory {number}").format(number=number), name_pair)
            self._add_pair(_("Post of signatory {number}").format(number=number), post_pair)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        self.picture.setFixedHeight(LOGO_HEIGHT)
        tools.addWidget(self.picture, 1)
        for button in (self.logo_button, self.remove_button):
            button.setAutoDefault(False)
            tools.addWidget(button)
        self.fields.addRow(label("quiet", _("Logo")), tools)
        self.setMinimumWidth(720)

    def _add_pair(self, name: str, pair: tuple[QLineEdit, QLineEdit]) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for edit, language in zip(pair, (_("in Persian"), _("in English")), strict=True):
            edit.setAccessibleName(f"{name} {language}")
            row.addWidget(edit, 1)
        self.fields.addRow(label("quiet", name), row)

    @Slot()
    def _leave(self) -> None:
        """Go to the region chosen; where something was typed, only once it is chosen a second time."""
        wanted = self.region.currentIndex()
        asked = (wanted, *self._typed())
        if wanted == self._place:
            return
        if self._typed() != self._shown and asked != self._asked:
            self._asked = asked
            left, chosen = self.region.itemText(self._place), self.region.itemText(wanted)
            with QSignalBlocker(self.region):
                self.region.setCurrentIndex(self._place)
            said = _("What was typed for “{left}” is not saved. Choose “{chosen}” again to drop it.")
            self.say_wrong(said.format(left=left, chosen=chosen))
            return
        self.say_wrong("")
        self._show()

    def _typed(self) -> tuple[object, ...]:
        """Everything that the form holds beside the region."""
        pairs = (self.company, self.unit, self.address, *(pair for each in self.signatories for pair in each))
        return (self._logo, *(edit.text() for pair in pairs for edit in pair))

    def _show(self) -> None:
        """Show the head of the region chosen."""
        self._place = max(self.region.currentIndex(), 0)
        own = self._head()
        head = own if own.version else self._heads[0]
        self._logo = Logo(INHERITED, head.logo) if head is not own and head.logo else None
        for pair, key in ((self.company, "company"), (self.unit, "unit"), (self.address, "address")):
            for edit, suffix in zip(pair, ("", "_en"), strict=True):
                edit.setText(str(getattr(head, key + suffix)))
        signatories = head.signatories
        for place, (name, post) in enumerate(self.signatories):
            signatory = signatories[place] if place < len(signatories) else None
            for edit, text in zip(
                (*name, *post),
                (signatory.name, signatory.name_en, signatory.post, signatory.post_en)
                if signatory is not None
                else ("", "", "", ""),
                strict=True,
            ):
                edit.setText(text)
        self._show_picture(head.logo)
        self._shown = self._typed()

    def _head(self) -> LetterheadRow:
        """The head of the region chosen, as it is kept."""
        return self._heads[max(self.region.currentIndex(), 0)]

    def _take_logo(self, logo: Logo) -> None:
        self._logo = logo
        self.say_wrong("")
        self._show_picture(logo.content)

    def _refuse_logo(self, error: PoshtibanError) -> None:
        self.say_wrong(refusal(error))

    def _show_picture(self, content: bytes) -> None:
        picture = QPixmap()
        if content and picture.loadFromData(content):
            smooth = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(picture.scaledToHeight(LOGO_HEIGHT, smooth))
        else:
            self.picture.setText(_("no logo"))
        self.remove_button.setEnabled(bool(content))


def read_logo(path: Path) -> Logo:
    """A picture for a letterhead. Raises BadInput where it is none, too large, or cannot be read."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadInput(path.name, found=f"{size:,} bytes", expected=f"at most {MOST_BYTES:,} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(
            path.name, found=error.strerror or "", expected="a picture that can be read"
        ) from error
    taken_in(content, path.name)
    return Logo(path.name, content)


def all_heads(session: Any) -> tuple[LetterheadRow, ...]:
    """The common letterhead first, then one a region."""
    return tuple(letterheads(session))


def keep_head(session: Any, clock: Clock, said: SaidHead, *, by: str) -> None:
    """Keep a letterhead and its logo, or neither. Raises what the services of letterheads raise."""
    save_letterhead(session, clock, said.head, by, seen=said.seen)
    region_id, seen, logo = said.head.region_id, said.seen + 1, said.logo
    if logo is None:
        return
    if logo.content:
        set_logo(session, clock, region_id, logo.content, file=logo.file_name, by=by, seen=seen)
    else:
        remove_logo(session, clock, region_id, by=by, seen=seen)


def choose_logo(parent: QWidget) -> Path | None:
    """Ask for a picture; None where the user thought better of it."""
    chosen, _filter = QFileDialog.getOpenFileName(parent, _("Logo"), "", "PNG, JPEG (*.png *.jpg *.jpeg)")
    return Path(chosen) if chosen else None


def _pair(parent: QWidget) -> tuple[QLineEdit, QLineEdit]:
    return QLineEdit(parent), QLineEdit(parent)
