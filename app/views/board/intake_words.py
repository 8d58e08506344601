"""What the call dialog says of a terminal, its agreements, visits and priority, in the chosen language."""

from app.domain.events import Service
from app.domain.persian import isolate
from app.domain.proposed_priority import Because, ProposedPriority
from app.i18n import _, ngettext
from app.services.code_words import class_name, priority_mark, worded
from app.services.intake.repeated import RepeatClause
from app.services.intake.search import TerminalRow
from app.services.intake.terminal_card import InForce, OpenJob, PastVisit, TerminalCard
from app.views.appearance import Appearance
from app.views.plain_words import name_in
from app.views.wording import STAGES, Catalogue


def found_title(row: TerminalRow, appearance: Appearance) -> str:
    """A terminal in the list: its merchant and its number."""
    name = name_in(row.merchant, row.merchant_en, fa=appearance.is_rtl)
    return f"{name}  {isolate(row.number)}"


def found_detail(row: TerminalRow, appearance: Appearance) -> str:
    """The line under it: the open call first, then where it is and whose."""
    fa = appearance.is_rtl
    parts = [name_in(row.city, row.city_en, fa=fa), isolate(row.phone) if row.phone else ""]
    parts += [isolate(row.merchant_code), name_in(row.psp, row.psp_en, fa=fa)]
    if row.open_job:
        parts.insert(0, _("call {code} is open").format(code=appearance.formats.digits(row.open_job)))
    return " · ".join(filter(None, parts))


def facts(card: TerminalCard, appearance: Appearance) -> list[tuple[str, str]]:
    """What is known of a terminal, each fact under its name."""
    fa = appearance.is_rtl
    company = name_in(card.psp, card.psp_en, fa=fa)
    contractor = name_in(card.contractor, card.contractor_en, fa=fa)
    device = [card.device_type, isolate(card.model), isolate(card.serial) if card.serial else ""]
    zone = _("{merchant_class} merchant, zone {zone}").format(
        merchant_class=class_name(card.merchant_class), zone=card.zone or _("unknown")
    )
    said = [
        (_("Payment company"), company or _("not stated")),
        (_("Address"), card.address or name_in(card.city, card.city_en, fa=fa)),
        (_("Phone"), isolate(card.phone) if card.phone else ""),
        (_("Class and zone"), zone),
        (_("Device"), " · ".join(filter(None, device))),
        (_("Warranty"), _warranty(card, appearance)),
        (_("Contractor"), contractor or _("none in this territory")),
    ]
    return [(name, text) for name, text in said if text]


def agreements(card: TerminalCard, appearance: Appearance) -> list[tuple[str, str]]:
    """The agreements in force, each under its kind."""
    return [(each.kind, agreement(each, appearance)) for each in card.agreements]


def agreement(each: InForce, appearance: Appearance) -> str:
    """An agreement in force: its title, contract and until when."""
    formats = appearance.formats
    title = name_in(each.title, each.title_en, fa=appearance.is_rtl) or each.code
    number = _("contract {number}").format(number=isolate(formats.digits(each.number))) if each.number else ""
    if each.until is None:
        span = _("since {day}, open-ended").format(day=isolate(formats.day(each.since)))
    else:
        span = _("until {day}").format(day=isolate(formats.day(each.until)))
    return " · ".join(filter(None, (title, number, span)))


def _warranty(card: TerminalCard, appearance: Appearance) -> str:
    if card.warranty_until is None:
        return _("not recorded")
    day = isolate(appearance.formats.day(card.warranty_until))
    if card.is_under_warranty:
        return _("under warranty until {day}").format(day=day)
    return _("ended on {day}").format(day=day)


def open_job(job: OpenJob, catalogue: Catalogue, appearance: Appearance) -> str:
    """A job that may be the same call."""
    formats = appearance.formats
    code = formats.digits(job.code)
    fault = catalogue.fault(job.fault, job.service, formats.language)
    parts = [_("Job {code} is still open").format(code=code), fault, worded(STAGES, job.stage)]
    if job.reported_at is not None:
        parts.append(formats.date_time(job.reported_at))
    if job.called_again:
        said = ngettext("called again {count} time", "called again {count} times", job.called_again)
        parts.append(said.format(count=formats.number(job.called_again)))
    return " · ".join(parts)


def visit(past: PastVisit, catalogue: Catalogue, appearance: Appearance) -> tuple[str, str]:
    """A visit of before: what was wrong and done, and by whom and when."""
    formats, fa = appearance.formats, appearance.is_rtl
    language = formats.language
    fault = catalogue.fault(past.fault, past.service, language)
    remedy = catalogue.remedy(past.remedy, language) if past.remedy else ""
    arrow = "←" if fa else "→"
    who = name_in(past.technician, past.technician_en, fa=fa)
    firm = name_in(past.contractor, past.contractor_en, fa=fa)
    by = _("by phone") if past.is_phone_fix else " · ".join(filter(None, (who, firm)))
    parts = [formats.date_time(past.resolved_at), by]
    if past.score is not None:
        parts.append(_("merchant’s score {score} of 5").format(score=formats.number(past.score)))
    return f" {arrow} ".join(filter(None, (fault, remedy))), " · ".join(filter(None, parts))


def repeated(card: TerminalCard, catalogue: Catalogue, appearance: Appearance) -> list[str]:
    """That a call now would be a repeat, of what, what it may cost whom, and until when it reopens that call.

    Nothing where it would be no repeat.
    """
    before, formats, fa = card.repeated, appearance.formats, appearance.is_rtl
    if before is None:
        return []
    count = max(1, sum(past.is_recent for past in card.visits))
    said = ngettext(
        "A repeat: {count} repair in the last {days} days",
        "A repeat: {count} repairs in the last {days} days",
        count,
    )
    who = name_in(before.technician, before.technician_en, fa=fa)
    firm = name_in(before.contractor, before.contractor_en, fa=fa)
    by = _("by phone") if before.is_phone_fix else " · ".join(filter(None, (who, firm)))
    done = catalogue.remedy(before.remedy, formats.language) if before.remedy else ""
    last = [catalogue.fault(before.fault, Service.EM.value, formats.language), done]
    last += [formats.date_time(before.resolved_at), by]
    told = _("Last: call {code}, {what}").format(
        code=isolate(formats.digits(before.code)), what=" · ".join(filter(None, last))
    )
    lines = [said.format(count=formats.number(count), days=formats.number(card.repeat_days)), told]
    if before.charged:
        clauses = _(", ").join(_clause(each, appearance) for each in before.charged)
        charge = _("{contractor} may have to pay for it: {clauses}")
        lines.append(charge.format(contractor=firm, clauses=clauses))
    if before.reopens_until is not None:
        day = isolate(formats.day(before.reopens_until))
        lines.append(_("Until {day} the same fault reopens that call").format(day=day))
    return lines


def _clause(clause: RepeatClause, appearance: Appearance) -> str:
    title = name_in(clause.title, clause.title_en, fa=appearance.is_rtl)
    article = _("article {article}").format(article=isolate(appearance.formats.digits(clause.article)))
    return " ".join((isolate(clause.agreement), article if clause.article else title))


def reason(proposed: ProposedPriority, chosen: str, appearance: Appearance) -> str:
    """Why a priority is proposed, or that another was chosen."""
    if chosen and chosen != proposed.priority.value:
        return _("Chosen by hand; {priority} was proposed.").format(
            priority=priority_mark(proposed.priority.value)
        )
    if proposed.because is Because.PREMIUM_DOWN:
        return _("A premium merchant cannot take payments.")
    if proposed.because is Because.SEVERAL_DOWN:
        return _("{count} terminals of this site are down.").format(
            count=appearance.formats.number(proposed.down)
        )
    return _("As the catalogue says for this fault.")
