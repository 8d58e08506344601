"""What the panel of a job shows after its visits: repeats, reports, call-backs, promises."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.job_states import DONE, Stage
from app.domain.persian import isolate
from app.i18n import _, ngettext
from app.services.code_words import worded
from app.services.fault_catalogue import fault_catalogue
from app.services.job_row import JobRow
from app.services.visits.repeats import Repeats
from app.services.visits.story import PhotoRow, ReportRow, VisitFile
from app.views.appearance import Appearance
from app.views.board.call_back_form import OUTCOMES
from app.views.board.promise_form import KINDS
from app.views.board.visit_words import ORDINALS, SPOILT, TIMES, beyond_van
from app.views.formats import Formats
from app.views.widgets.flow_layout import FlowLayout
from app.views.widgets.frames import Card
from app.views.widgets.labels import label, set_mark


class AfterVisit(QWidget):
    """Cards about one job.

    Signals:
        called: the user wants to write down a call to the merchant.
        promised: the user wants to write down a promise.
        kept: id of a promise that was kept.
        opened: id of another job to be shown.
        saved: a PhotoRow to be saved as a file.
        reported: the user wants to write, or to correct, the report of the visit.
    """

    called = Signal()
    promised = Signal()
    kept = Signal(int)
    opened = Signal(int)
    saved = Signal(object)
    reported = Signal()

    def __init__(self, appearance: Appearance, row: JobRow, found: VisitFile) -> None:
        super().__init__()
        self._appearance = appearance
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        if found.repeats is not None:
            self._column.addWidget(self._repeats(found.repeats))
        if found.spoilt:
            reasons = _(", ").join(_(SPOILT[each]) for each in found.spoilt)
            said = label("", _("No first-time fix: {reasons}").format(reasons=reasons), wraps=True)
            set_mark(said, "tone", "warn")
            self._column.addWidget(said)
        is_done = Stage(row.stage) in DONE
        if is_done and not found.reports:
            self._column.addWidget(self._no_report())
        for place, report in enumerate(found.reports):
            self._column.addWidget(self._report(report, may_correct=is_done and place == 0))
        if is_done or found.call_backs:
            self._column.addWidget(self._calls(found, may_call=is_done))
        self._column.addWidget(self._promises(found))

    def _repeats(self, found: Repeats) -> QWidget:
        card = Card()
        said = label("strong", said_repeats(found, self._appearance.formats), wraps=True)
        set_mark(said, "tone", "warn")
        card.body.addWidget(said)
        links = QWidget()
        flow = FlowLayout(links, gap=6)
        for call in found.earlier:
            button = QPushButton(self._appearance.formats.digits(call.code))
            button.setProperty("role", "link")
            button.setToolTip(self._appearance.formats.date_time(call.reported_at))
            button.clicked.connect(partial(self.opened.emit, call.job_id))
            flow.addWidget(button)
        card.body.addWidget(links)
        return card

    def _no_report(self) -> QWidget:
        card = Card()
        head = self._head(_("Report of the visit"), _("Write it…"), self.reported.emit, shown=True)
        card.body.addLayout(head)
        card.body.addWidget(label("muted", _("Nobody has written what was found and done.")))
        return card

    def _report(self, report: ReportRow, *, may_correct: bool) -> QWidget:
        formats, language, words = self._appearance.formats, self._appearance.language, fault_catalogue()
        card = Card()
        fault = words.faults.get(report.fault)
        remedy = words.remedies[report.remedy].wording.spoken(language)
        head = fault.problem.spoken(language) if fault is not None else remedy
        card.body.addLayout(self._head(head, _("Correct…"), self.reported.emit, shown=may_correct))
        lines = [_("A later report of this visit takes the place of this one.")] if report.is_replaced else []
        if fault is not None:
            cause = fault.causes[report.cause - 1].spoken(language) if report.cause else _("another cause")
            lines.append(_("Cause: {cause}").format(cause=cause))
            lines.append(_("Remedy: {remedy}").format(remedy=remedy))
        if report.minutes is not None:
            minutes = ngettext("{count} minute hands-on", "{count} minutes hands-on", report.minutes)
            lines.append(minutes.format(count=formats.number(report.minutes)))
        parts = [
            f"{words.parts[part.code].wording.spoken(language)} × {formats.number(part.count)}"
            for part in report.parts
            if part.code in words.parts
        ]
        lines += [_("Parts: {parts}").format(parts=_(", ").join(parts))] if parts else []
        if report.serial_after:
            swap = _("Serial {after} in the place of {before}")
            before = isolate(report.serial_before) if report.serial_before else "–"
            lines.append(swap.format(after=isolate(report.serial_after), before=before))
        lines += [report.note] if report.note else []
        for line in lines:
            card.body.addWidget(label("", line, wraps=True))
        for part in report.parts:
            if part.is_beyond_van:
                beyond = beyond_van(self._appearance, part.code, (part.count, part.in_van or 0))
                said = label("", beyond, wraps=True)
                set_mark(said, "tone", "warn")
                card.body.addWidget(said)
        for photo in report.photos:
            card.body.addWidget(self._photo(photo))
        when = f"{formats.date_time(report.done_at)} · {isolate(report.recorded_by)}"
        card.body.addWidget(label("muted", when))
        return card

    def _photo(self, photo: PhotoRow) -> QWidget:
        button = QPushButton(isolate(photo.file_name))
        button.setProperty("role", "link")
        button.setToolTip(f"SHA-256 {photo.sha256}")
        button.clicked.connect(partial(self.saved.emit, photo))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        if TIMES[photo.time]:
            off = label("", _(TIMES[photo.time]))
            set_mark(off, "tone", "warn")
            row.addWidget(off)
        row.addStretch(1)
        return box

    def _calls(self, found: VisitFile, *, may_call: bool) -> QWidget:
        formats = self._appearance.formats
        card = Card()
        card.body.addLayout(self._head(_("Calls back"), _("Call back…"), self.called.emit, shown=may_call))
        for call in found.call_backs:
            score = _("{score} of 5").format(score=formats.number(call.score)) if call.score else ""
            said = " · ".join(filter(None, (worded(OUTCOMES, call.outcome), score, call.person)))
            card.body.addWidget(label("strong" if call.score else "", said, wraps=True))
            if call.comment:
                card.body.addWidget(label("", call.comment, wraps=True))
            card.body.addWidget(label("muted", f"{formats.date_time(call.called_at)} · {call.called_by}"))
        if not found.call_backs:
            card.body.addWidget(label("muted", _("Nobody has called the merchant yet.")))
        return card

    def _promises(self, found: VisitFile) -> QWidget:
        formats = self._appearance.formats
        box = Card()
        box.body.addLayout(self._head(_("What was promised"), _("Promise…"), self.promised.emit, shown=True))
        for each in found.promises:
            what = " · ".join(filter(None, (worded(KINDS, each.kind), each.to_whom, each.text)))
            row = QHBoxLayout()
            row.addWidget(label("" if each.kept_at else "strong", what, wraps=True), 1)
            if each.kept_at is None:
                kept = QPushButton(_("Kept"))
                kept.setProperty("role", "ghost")
                kept.clicked.connect(partial(self.kept.emit, each.id))
                row.addWidget(kept)
            box.body.addLayout(row)
            until = _("by {time}").format(time=formats.date_time(each.due_at))
            done = _("kept by {name}").format(name=each.kept_by) if each.kept_at else ""
            box.body.addWidget(label("muted", " · ".join(filter(None, (until, done)))))
        if not found.promises:
            box.body.addWidget(label("muted", _("Nothing was promised.")))
        return box

    def _head(self, title: str, action: str, slot: Callable[[], object], *, shown: bool) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label("strong", title, wraps=True), 1)
        if shown:
            button = QPushButton(action)
            button.setProperty("role", "ghost")
            button.clicked.connect(slot)
            head.addWidget(button)
        return head


def said_repeats(found: Repeats, formats: Formats) -> str:
    """ "Third call on this terminal in 20 days, same fault"."""
    number = formats.number(found.calls)
    which = ORDINALS.get(found.calls)
    call = _(which) if which else _("Call number {number}").format(number=number)
    days = ngettext("in {count} day", "in {count} days", found.days)
    span = days.format(count=formats.number(found.days))
    said = _("{call} on this terminal {days}").format(call=call, days=span)
    if found.is_same_fault:
        return _("{said}, same fault").format(said=said)
    if found.alike:
        alike = ngettext("{count} of them with this fault", "{count} of them with this fault", found.alike)
        return _("{said}, {alike}").format(said=said, alike=alike.format(count=formats.number(found.alike)))
    return _("{said}, other faults").format(said=said)
