"""A handover in the words of one language, ready to be shown, printed or written as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.agreements import Metric
from app.domain.jalali import jalali_text
from app.domain.persian import isolate
from app.i18n import N_, Language, _, is_rtl, ngettext, speaking
from app.services.accounts.tables import Cell, Table
from app.services.alarm_words import SHELVING, STATES
from app.services.code_words import METRICS, WAITS, worded
from app.services.handover.gathering import Line, Section
from app.services.handover.records import HandoverRow, ItemRow
from app.services.proofs.words import figures

SECTIONS: Mapping[Section, str] = {
    Section.BREACH: N_("Open breaches"),
    Section.ALARM: N_("Alarms shelved or seen, still true"),
    Section.HOLD: N_("Calls on hold"),
    Section.PROMISE: N_("Promises made"),
    Section.SILENT: N_("Contractors and technicians who are silent"),
    Section.NOTE: N_("Notes"),
}
PROMISES: Mapping[str, str] = {
    "call-back": N_("call back"),
    "visit": N_("appointment"),
    "other": N_("other"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its heading and its rows, one cell a column of `HEADINGS`."""

    heading: str
    when: str
    """What its instants mean."""
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that a printed handover says."""

    language: Language
    title: str
    about: tuple[tuple[str, str], ...]
    """Labels and values."""
    headings: tuple[str, ...]
    parts: tuple[Part, ...]
    handed: tuple[str, ...]
    """Who handed over, a line each."""
    taken: tuple[str, ...]
    foot: str
    at: datetime


def sheet(found: HandoverRow, language: Language, zone: ZoneInfo) -> Sheet:
    """A handover in words."""
    with speaking(language):
        about = [
            (_("Handed over by"), isolate(found.from_whom)),
            (_("Handed over to"), isolate(found.to_whom)),
            (_("Shift"), f"{moment(found.shift_from, zone)} – {moment(found.shift_to, zone)}"),
        ]
        about += [(_("Note"), isolate(found.note))] if found.note else []
        about += [(_("Remark on taking it"), isolate(found.taken_note))] if found.taken_note else []
        return Sheet(
            language=language,
            title=_("Shift handover {number}").format(number=figures(found.id)),
            about=tuple(about),
            headings=tuple(_(heading) for heading in HEADINGS),
            parts=tuple(_parts(found.items, zone)),
            handed=(named(_("Handed over by"), found.from_whom), moment(found.handed_at, zone)),
            taken=(
                named(_("Taken by"), found.taken_by or _("not taken yet")),
                moment(found.taken_at, zone) if found.taken_at else "",
            ),
            foot=_("Seal {sha256}").format(sha256=isolate(found.sha256)),
            at=found.handed_at,
        )


HEADINGS = (N_("Call"), N_("What it is about"), N_("Due, or since"), N_("Remark"))


def named(label: str, name: str) -> str:
    """A label with a name that reads in its own direction."""
    return f"{label}: {isolate(name)}"


def headings_of(section: Section) -> str:
    """What the instant of a section means, as a marked message."""
    return {
        Section.BREACH: N_("Was due"),
        Section.ALARM: N_("Comes back / was due"),
        Section.HOLD: N_("Goes on"),
        Section.PROMISE: N_("Owed by"),
        Section.SILENT: N_("Silent since"),
        Section.NOTE: N_("Written"),
    }[section]


def called(line: Line) -> str:
    """The call of a line and its merchant, in the language spoken."""
    name = (line.merchant or line.merchant_en) if is_rtl() else (line.merchant_en or line.merchant)
    return " · ".join(filter(None, (isolate(figures(line.code)) if line.code else "", name)))


def about(line: Line, zone: ZoneInfo) -> str:
    """What a line is about, in the language spoken."""
    who = (line.technician, line.technician_en), (line.contractor, line.contractor_en)
    names = [(fa or en) if is_rtl() else (en or fa) for fa, en in who]
    by = isolate(line.by) if line.by else ""
    told = {
        Section.BREACH: [_missed(line), *names],
        Section.ALARM: [worded(STATES, line.kind), worded({**SHELVING, **METRICS}, line.reason), by],
        Section.HOLD: [worded(WAITS, line.reason), isolate(line.text) if line.text else "", by],
        Section.PROMISE: [worded(PROMISES, line.kind), isolate(line.text) if line.text else "", by],
        Section.SILENT: [
            names[1],
            names[0],
            _chased(line, zone),
            isolate(figures(line.phone)) if line.phone else "",
        ],
        Section.NOTE: [line.text, by],
    }[line.section]
    return " · ".join(filter(None, told))


def _missed(line: Line) -> str:
    what = worded(METRICS, line.kind)
    return _("{what} (seen by {name})").format(what=what, name=isolate(line.by)) if line.by else what


def _chased(line: Line, zone: ZoneInfo) -> str:
    if line.chased_at is None:
        return _("nobody called after it")
    said = ngettext(
        "called after {count} time, at {time}", "called after {count} times, last at {time}", line.chased
    )
    return said.format(count=figures(line.chased), time=moment(line.chased_at, zone))


def until(line: Line, zone: ZoneInfo) -> str:
    """The instant of a line; in words where nobody said one."""
    at = line.since if line.section in {Section.SILENT, Section.NOTE} else line.due_at
    if at is not None and Metric.PM.value in {line.kind, line.reason}:
        return _last_day(at, zone)
    if at is not None:
        return moment(at, zone)
    return _("nobody said when") if line.section is Section.HOLD else ""


def _last_day(at: datetime, zone: ZoneInfo) -> str:
    """The day on which a window was over: one that closes at midnight is that of the day before."""
    day = (at - timedelta(microseconds=1)).astimezone(zone).date()
    return isolate(figures(jalali_text(day) if is_rtl() else day.isoformat()))


def carried(item: ItemRow) -> str:
    """How often a line was handed over before, in words."""
    if not item.carried:
        return ""
    said = ngettext("carried {count} time", "carried {count} times", item.carried)
    return said.format(count=figures(item.carried))


def remark(item: ItemRow) -> str:
    """What was said to a line, whether it is done, and how often it was carried."""
    done = _("done") if item.is_done else ""
    return " · ".join(filter(None, (item.remark, done, carried(item))))


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Local date and time to the minute, Jalali in Persian."""
    local = at.astimezone(zone)
    day = jalali_text(local.date()) if is_rtl() else local.date().isoformat()
    return isolate(figures(f"{day} {local:%H:%M}"))


def handover_table(found: Sequence[HandoverRow], language: Language, zone: ZoneInfo) -> Table:
    """Handovers one below the other, a row for each line."""
    with speaking(language):
        headings = [_("Handover"), _("Handed over by"), _("Handed over to"), _("Handed over")]
        headings += [_("Taken by"), _("Taken")]
        headings += [_("Section"), *(_(heading) for heading in HEADINGS)]
        rows: list[list[Cell]] = []
        for each in found:
            taken = moment(each.taken_at, zone) if each.taken_at else ""
            whose: list[Cell] = [each.id, each.from_whom, each.to_whom, moment(each.handed_at, zone)]
            whose += [each.taken_by, taken]
            rows += [[*whose, _(SECTIONS[i.line.section]), *_cells(i, zone)] for i in each.items]
            if not each.items:
                rows.append([*whose, _("nothing open"), "", "", "", ""])
        return Table(_("Shift handovers"), headings, [[_bare(cell) for cell in row] for row in rows])


def _parts(items: Sequence[ItemRow], zone: ZoneInfo) -> list[Part]:
    """Every section, also one without a line: that nothing is open is told too."""
    parts = []
    for section in Section:
        rows = tuple(_cells(item, zone) for item in items if item.line.section is section)
        count = figures(len(rows)) if rows else _("none")
        parts.append(Part(f"{_(SECTIONS[section])} ({count})", _(headings_of(section)), rows))
    return parts


def _cells(item: ItemRow, zone: ZoneInfo) -> tuple[str, ...]:
    return called(item.line), about(item.line, zone), until(item.line, zone), remark(item)


def _bare(cell: Cell) -> Cell:
    """A cell without the marks that keep a number in its place on a page."""
    return cell.translate(_MARKS) if isinstance(cell, str) else cell


_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))
