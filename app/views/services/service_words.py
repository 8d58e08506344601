"""Scheduled work, its runs, and notices on their way, in words and cells."""

from app.domain.errors import PoshtibanError
from app.domain.persian import isolate
from app.i18n import N_, _, ngettext
from app.services.background.figures import Figures
from app.services.background.runs import RunRow, WorkRow, problem_of
from app.services.channels.outbox import NotificationRow
from app.views.appearance import Appearance
from app.views.calendar.row_model import Cell
from app.views.wording import refusal

WORKS = {
    "overdue-pm": N_("Overdue PM visits"),
    "month-end": N_("Penalties of the last month"),
    "reports": N_("Reports by mail"),
    "backup": N_("Backup"),
}
DOES = {
    "overdue-pm": N_("counts visits as missed whose window has closed"),
    "month-end": N_("drafts the case of every contract; what is issued stays"),
    "reports": N_("mails ledger and statements of the last month"),
    "backup": N_("writes a checked copy of the store; the last 14 are kept"),
}
DETAILS = {"reports": N_("Addresses"), "backup": N_("Folder")}
"""What a work needs to know, where it needs anything."""
DAYS = {
    "daily": N_("every day"),
    "weekly": N_("on Saturdays"),
    "monthly": N_("on the first of the month"),
}
STATES = {
    "queued": (N_("waits"), "idle", "clock-outline"),
    "running": (N_("runs"), "info", "progress-clock"),
    "done": (N_("done"), "ok", "check-circle-outline"),
    "failed": (N_("failed"), "crit", "alert-circle-outline"),
    "cancelled": (N_("cancelled"), "idle", "cancel"),
    "sent": (N_("sent"), "ok", "check-circle-outline"),
}
CHANNELS = {"mail": N_("Mail"), "webhook": N_("Webhook"), "sms": N_("SMS")}
PROGRAMS = {"window": N_("a window"), "services": N_("the services without a window")}


def name_cell(row: WorkRow) -> Cell:
    """What it is and does."""
    return Cell(_(WORKS[row.name]), sub=_(DOES[row.name]), bold=True)


def plan_cell(row: WorkRow, appearance: Appearance) -> Cell:
    """When it is due."""
    if not row.plan.is_enabled:
        return Cell(_("switched off"), tone="muted")
    at = appearance.formats.digits(f"{row.plan.minute // 60:02}:{row.plan.minute % 60:02}")
    return Cell(_("{days} at {time}").format(days=_(DAYS[row.plan.days]), time=at))


def next_cell(row: WorkRow, appearance: Appearance) -> Cell:
    """Its next run."""
    return Cell(appearance.formats.date_time(row.next_at) if row.next_at is not None else "—")


def last_cell(row: WorkRow, appearance: Appearance) -> Cell:
    """When it last ran, and what came of it."""
    if row.last is None:
        return Cell(_("never ran"), tone="muted")
    at = row.last.ended_at or row.last.started_at or row.last.due_at
    return Cell(appearance.formats.date_time(at), sub=outcome(row.last, appearance))


def state_cell(state: str) -> Cell:
    """How a run or a notice stands: shape, word and colour."""
    word, tone, icon = STATES[state]
    return Cell(_(word), tone=tone, icon=icon, pill=True)


def outcome(run: RunRow, appearance: Appearance) -> str:
    """What came of a run, or how far it has come."""
    number = appearance.formats.number
    if run.problem and run.state != "running":
        return problem_words(run, appearance)
    if run.state == "running":
        if not run.total:
            return _("has begun")
        return _("{done} of {total}").format(done=number(run.done), total=number(run.total))
    if not run.result.isascii() or not run.result.isdecimal():
        return run.result
    count = int(run.result)
    match run.name:
        case "overdue-pm":
            words = ngettext("{count} visit was missed", "{count} visits were missed", count)
        case "month-end":
            words = ngettext("{count} contract was drafted", "{count} contracts were drafted", count)
        case _name:
            words = ngettext("{count} mail is on its way", "{count} mails are on their way", count)
    return words.format(count=number(count))


def problem_words(run: RunRow, appearance: Appearance) -> str:
    """Why a run failed, and when it is tried again."""
    found = problem_of(run.problem)
    words = refusal(found) if isinstance(found, PoshtibanError) else found
    if run.state == "queued" and run.try_at is not None:
        again = _("tried again at {time}").format(time=appearance.formats.time(run.try_at))
        return f"{words} · {again}"
    return words


def notice_cell(row: NotificationRow) -> Cell:
    """By which channel, and to whom."""
    return Cell(_(CHANNELS[row.channel]), sub=row.to or row.subject)


def notice_told_cell(row: NotificationRow, appearance: Appearance) -> Cell:
    """What became of it."""
    if row.state == "sent" and row.sent_at is not None:
        return Cell(appearance.formats.date_time(row.sent_at), sub=row.reference)
    count = appearance.formats.number(row.attempts)
    tried = ngettext("{count} attempt", "{count} attempts", row.attempts).format(count=count)
    return Cell(row.problem or _("is on its way"), sub=tried if row.attempts else "")


def lead_words(found: Figures, appearance: Appearance) -> str:
    """Who leads, since when, and how fresh that is."""
    led = found.leader
    if led is None or not led.holder:
        return _("Nobody leads: deadlines are not announced and no scheduled work is done.")
    ago = appearance.formats.ago(int(led.heard_seconds))
    who = _("{login} on {machine} ({program})").format(
        login=isolate(led.login),
        machine=isolate(led.machine),
        program=_(PROGRAMS.get(led.program, led.program)),
    )
    if not led.is_alive:
        return _("{who} led, but has been silent since {ago}: another program takes over.").format(
            who=who, ago=ago
        )
    since = appearance.formats.date_time(led.since)
    return _("{who} leads the timed work since {since}; last heard {ago}.").format(
        who=who, since=since, ago=ago
    )


def figure_words(found: Figures, appearance: Appearance) -> str:
    """What waits and what failed."""
    number = appearance.formats.number
    waiting = found.messages.get("queued", 0) + found.notifications.get("queued", 0)
    failed = found.messages.get("failed", 0) + found.notifications.get("failed", 0)
    return _("Late deadlines: {late} · notices waiting: {waiting}, failed: {failed}").format(
        late=number(found.overdue), waiting=number(waiting), failed=number(failed)
    )
