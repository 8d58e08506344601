"""Every refusal in one sentence of the chosen language, for the window and the command line alike."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from app.domain.agreement_checks import Finding
from app.domain.closing import Missing, Proof
from app.domain.dispatch_rules import IN_NOTE, Rule
from app.domain.errors import PoshtibanError, RuleBroken, StoreUnavailable
from app.domain.jalali import jalali_text
from app.domain.persian import grouped, isolate
from app.i18n import N_, _, chosen, is_rtl
from app.services.agreements.finding_words import finding_sentence
from app.services.alarm_words import STATES as ALARM_STATES
from app.services.clause_figures import price_name
from app.services.code_words import EVENTS, period_name, worded
from app.services.penalties.case_words import LEVELS, STATES
from app.services.proofs.words import figures

REFUSALS: Mapping[str, str] = {
    "not-in-this-stage": N_("This is not possible while the job is “{stage}”."),
    "no-move": N_("The job is “{stage}” already."),
    "held-goes-on": N_("A job on hold goes on where it was stopped."),
    "held-goes-on-there": N_("A job on hold goes on where it was stopped: “{stage}”."),
    "needs-technician-first": N_("Nobody has been sent yet; assign the job first."),
    "not-resolved-yet": N_("Only what is resolved can be closed."),
    "done-is-reopened": N_("The work is done; if the fault is back, the job is reopened."),
    "no-way-back": N_("There is no way there from “{stage}”."),
    "already-assigned": N_("Job {job} is already with {technician}."),
    "technician-not-available": N_("This technician is not available."),
    "changed-meanwhile": N_("Somebody changed this meanwhile. What you see now is how it stands."),
    "unknown-job": N_("This job is no longer there."),
    "no-skill": N_("Has no skill for {device}."),
    "no-certificate": N_("Has no certificate for {covers}."),
    "certificate-expired": N_("The certificate for {covers} ended on {day}."),
    "out-of-territory": N_("Another contractor's territory."),
    "no-contract": N_("The contractor has no agreement in force for this call."),
    "off-shift": N_("Off shift until {since}."),
    "never-at-work": N_("Has no shift in the next two weeks."),
    "on-leave": N_("On leave until {until}."),
    "unknown-visit": N_("This visit is no longer there."),
    "visit-settled": N_("This visit is over; it cannot be moved."),
    "outside-window": N_("A visit is moved inside its window, from {first} to {last}."),
    "day-gone": N_("This time has passed already."),
    "busy-slot": N_("The technician is busy then ({clash}); it needs a reason."),
    "busy-slot-blocked": N_("The technician is busy then ({clash}); the settings allow no second visit."),
    "view-needs-name": N_("A view needs a name of at most {most} letters."),
    "no-such-view": N_("This view is not among yours."),
    "may-not-share": N_("Only a supervisor shares views with other desks."),
    "unknown-terminal": N_("There is no such terminal."),
    "unknown-alarm": N_("This alarm is no longer there."),
    "already-acknowledged": N_("{by} has already acknowledged this alarm."),
    "not-acknowledged": N_("Nobody has acknowledged this alarm, so there is nothing to take back."),
    "not-shelved": N_("This alarm is not on the shelf."),
    "shelved-too-long": N_("This alarm can be shelved for 1 to {most} minutes."),
    "alarm-step": N_("This is not possible while the alarm is “{alarm_state}”."),
    "alarm-rule-range": N_("This setting takes a whole number from {least} to {most}."),
    "not-by-phone": N_("Remedy {remedy} needs a visit; it cannot be done by phone."),
    "unknown-reason": N_("“{reason}” is no reason; choose one of the list."),
    "pause-needs-reason": N_("A hold needs a reason."),
    "empty-note": N_("The note is empty."),
    "no-technician": N_("Call {job} has no technician yet."),
    "no-phone": N_("No phone number is known of {name}."),
    "not-silent": N_("Call {job} is not waiting for an acceptance."),
    "no-gateway": N_("No SMS gateway is set: put its url into [sms] of the settings file."),
    "no-key-store": N_("This machine has no key store for passwords; set the variable {variable} instead."),
    "unknown-work": N_("There is no scheduled work “{found}”."),
    "work-time": N_("Scheduled work needs a time of the day, and days it knows."),
    "work-details": N_("“{found}” is not what this work needs."),
    "work-runs": N_("This work is under way already."),
    "work-over": N_("This run has ended already."),
    "work-in-part": N_("{failed} of {total} pieces could not be done; the first: {first}"),
    "no-mail-server": N_("No mail server is set."),
    "backup-failed": N_("The backup could not be made: {problem}"),
    "not-sent": N_("It was not sent: {problem}"),
    "channel-setting": N_("“{found}” is no good for {name}."),
    "mail-in-clear": N_("A password is not sent to {host} in clear: choose STARTTLS or TLS."),
    "not-possible-now": N_("This is not possible now."),
    "undo-changed-since": N_("{by} went on with call {job} since ({action}); this cannot be taken back now."),
    "undo-after-penalty": N_("The penalty notice of {period} rests on this; call {job} stays as it is."),
    "undo-not-possible": N_("This cannot be taken back."),
    "visit-moved-since": N_("Somebody moved this visit again since; this cannot be taken back now."),
    "undo-twice": N_("This was taken back already."),
    "in-the-future": N_("This time has not come yet."),
    "unknown-obligation": N_("This obligation is no longer there."),
    "no-longer-promised": N_("The events of job {job} no longer make this promise."),
    "unknown-wait": N_("Job {job} has no wait that began at this time."),
    "wait-by-second-person": N_("{by} recorded this wait; somebody else has to decide on it."),
    "reopened-too-late": N_(
        "A job can be reopened for {days} days after it was resolved. Please take a new call."
    ),
    "before-the-call": N_("This time is before the call was registered."),
    "no-base-price": N_("Clause {clause} needs the price “{price}”, which the agreement does not state."),
    "period-not-over": N_("The period is not over yet; it can only be priced as interim."),
    "never-due": N_("The calendar never opens long enough for this target."),
    "store-locked": N_("Another program is holding the store. Please try again."),
    "store-read-only": N_("The store cannot be written to."),
    "store-no-rights": N_("The database does not let this user do that."),
    "store-not-found": N_("The store cannot be opened."),
    "store-missing": N_("There is no store at this place; an import makes one."),
    "store-no-database": N_("The file is not a Poshtiban store."),
    "store-foreign": N_("The file is a database, but not a Poshtiban store."),
    "store-damaged": N_("The store is damaged."),
    "store-full": N_("The disk is full."),
    "store-disk-fault": N_("The disk did not read or write the store; it may be full or at a limit."),
    "store-newer": N_("The store was written by a newer Poshtiban. Please update this program."),
    "store-unreachable": N_("The database server cannot be reached."),
    "period-not-begun": N_("This month has not begun yet."),
    "unknown-case": N_("There is no such penalty case."),
    "not-in-this-case-state": N_("This is not possible while the case is “{state}”."),
    "case-superseded": N_("A later case of the same period took the place of this one."),
    "case-by-second-person": N_("{by} drafted or reviewed this case; somebody else has to approve it."),
    "figures-changed": N_("The figures have changed since the review. Draft the case anew and review it."),
    "letter-numbered": N_("The letter of this case has its number already."),
    "needs-a-name": N_("This needs the name of who does it."),
    "figure-needs-evidence": N_("A measured figure needs evidence: where it was read, or who confirmed it."),
    "figure-not-measured-yet": N_("What it is about is not over yet; nobody has measured it."),
    "figure-stated-already": N_("A figure about the same waits for its approval already."),
    "figure-by-second-person": N_("{by} stated this figure; somebody else has to decide on it."),
    "figure-decided": N_("{by} has decided on this figure already."),
    "figure-not-approved": N_("Only a figure that counts can be withdrawn."),
    "unknown-figure": N_("There is no such figure."),
    "needs-a-note": N_("This needs a note that says why."),
    "unknown-code": N_("“{found}” is none of: {known}."),
    "unknown-line": N_("This line is no longer in the case."),
    "no-whole-rial": N_("{amount} is no sum in whole rial."),
    "waiver-needs-sum": N_("A waiver takes off rial, or percent over 0 and up to 100, and not nothing."),
    "waiver-too-much": N_("At most {most} rial can be taken off."),
    "waiver-by-second-person": N_("{by} asked for this waiver; somebody else has to decide on it."),
    "unknown-waiver": N_("This waiver is no longer there."),
    "waiver-decided": N_("{by} has already decided on this waiver."),
    "no-right-to-waive": N_("{by} is “{role}” and may not take anything off a penalty."),
    "level-needed": N_("Say by whose right it is approved; this one needs “{needed}”."),
    "level-too-low": N_("“{level}” may not approve this much; it needs “{needed}”."),
    "line-objected": N_("An objection to line {line} waits for its decision."),
    "unknown-correction": N_("This correction is no longer there."),
    "correction-decided": N_("{by} has already decided on this correction."),
    "correction-by-second-person": N_("{by} proposed this correction; somebody else has to decide on it."),
    "correction-changes-nothing": N_("This correction changes nothing."),
    "correction-out-of-range": N_("Line {line} can ask for 0 to {most} rial, and once in a correction."),
    "correction-by-another-road": N_("A correction for “{reason}” comes of the decision itself."),
    "correction-open": N_("Correction {number} of one of these lines is not decided yet."),
    "proof-needs-reference": N_("A proof of service needs its number, or the name of who signed."),
    "served-before-issued": N_("The notice was issued on {issued}; it cannot be served before."),
    "service-by-second-person": N_("{by} recorded this day of service; somebody else has to put it right."),
    "service-same-day": N_("The notice is recorded as served on {served} already."),
    "service-decided": N_("{by} has decided on an objection since then; the day of service stands."),
    "service-settled": N_("The case has been settled in part since then; the day of service stands."),
    "service-after-objection": N_(
        "An objection came on {received}; the notice cannot have been served later than that."
    ),
    "not-served": N_("This notice is not served yet."),
    "extension-days": N_("The days to object are extended by 1 to {most} working days."),
    "already-extended": N_("The days to object were extended once already, by {days} working days."),
    "objection-window-over": N_("The days to object were over on {last}."),
    "objection-before-service": N_("The notice was served on {served}; an objection cannot be older."),
    "objection-needs-sender": N_("An objection needs the name of who objects."),
    "objection-needs-lines": N_("Name one line at least."),
    "acceptance-needs-reference": N_("An acceptance in writing needs the number of the letter."),
    "line-already-objected": N_("Line {line} has been objected to already."),
    "nothing-to-object": N_("Line {line} asks for nothing."),
    "evidence-empty": N_("Evidence needs its text, or a file with its name and content."),
    "evidence-too-large": N_("{file} is larger than {most} MiB."),
    "evidence-damaged": N_("The stored file {file} does not match its fingerprint."),
    "unknown-evidence": N_("There is no such file."),
    "unknown-objection-line": N_("This line is not objected to."),
    "already-decided": N_("{by} has already decided on this line."),
    "decision-by-second-person": N_(
        "{by} drafted, reviewed or approved the case, or recorded the objection; somebody else has to decide."
    ),
    "decision-amount": N_("A reduced line keeps 1 to {most} rial; upheld and cancelled ones need no sum."),
    "percent-out-of-range": N_("{percent} is no percentage from 0 to 100."),
    "guarantee-incomplete": N_("A guarantee needs its kind, its number and its amount."),
    "guarantee-below-drawn": N_("{drawn} rial have been drawn on the guarantee already."),
    "service-not-done": N_("Job {job} is not done; there is nothing to reject or accept."),
    "amount-not-positive": N_("A payment is more than nothing."),
    "more-than-outstanding": N_("{outstanding} rial are outstanding; no more can be paid."),
    "nothing-outstanding": N_("Nothing is outstanding."),
    "case-is-interim": N_("An interim case is not settled; its final one is."),
    "window-still-open": N_("Nothing is deducted before the days to object are over, on {last}."),
    "statement-first": N_("The statement of {month} comes first: it still bears {most} rial."),
    "statement-too-small": N_("The statement of {month} bears at most {most} rial."),
    "no-such-statement": N_("There is no statement of {month} that this case could be deducted from."),
    "guarantee-first": N_("The guarantee comes first: it still bears {most} rial."),
    "guarantee-too-small": N_("The guarantee bears at most {most} rial."),
    "demand-first": N_("What neither statement nor guarantee bears has to be demanded first."),
    "demand-needs-reference": N_("A demand needs the number of its letter."),
    "already-demanded": N_("The rest was demanded already, to be paid by {until}."),
    "case-not-approved": N_("The case has to be approved before its letter is issued."),
    "earlier-month-open": N_("Month {period} comes first: what it charges is not final yet."),
    "nothing-to-charge": N_("There is nothing to charge, so no letter is written."),
    "approval-needs-a-name": N_("An approval needs the name of who approves."),
    "unknown-agreement": N_("There is no agreement {agreement}."),
    "agreement-approved": N_(
        "“{key}” holds for every version of agreement {agreement} and cannot change once it is approved."
    ),
    "version-approved": N_(
        "Version {version} of agreement {agreement} is approved and cannot change ({key}); "
        "add a later version."
    ),
    "version-between": N_(
        "Version {version} of agreement {agreement} would come before one that is approved; "
        "add a later version."
    ),
    "draft-open": N_("{by} has an open draft of agreement {agreement}; finish or withdraw it first."),
    "draft-needs-a-name": N_("A draft needs the name of who writes it."),
    "unknown-revision": N_("This revision is no longer there."),
    "revision-decided": N_("{by} has already decided on this revision of agreement {agreement}."),
    "other-agreement": N_("This is the draft of agreement {agreement}; the text is that of {found}."),
    "approval-by-second-person": N_("You wrote this draft yourself; somebody else has to approve it."),
    "agreement-error": N_("Agreement {agreement} cannot be approved ({place}). {finding}"),
    "recalculation-unfinished": N_("The change approved before this one is still being carried out."),
    "unknown-party": N_("There is no such contractor."),
    "unknown-letter": N_("There is no letter with this number."),
    "letter-not-printed": N_("This letter has its number, but is not written yet."),
    "letter-not-in-language": N_("This letter was not issued in that language."),
    "not-a-warning": N_("A warning or a request for corrective action is meant."),
    "letter-needs-a-name": N_("A letter needs the name of who writes it."),
    "warning-needs-reason": N_("A warning needs its subject and at least one reason."),
    "warning-too-long": N_("A warning names {most} reasons at most."),
    "answer-days": N_("The contractor has between 1 and 365 days to answer."),
    "first-warning-missing": N_(
        "There is no first warning under agreement {agreement} that this one could follow."
    ),
    "objection-undecided": N_("The objection is not decided yet."),
    "waiver-not-approved": N_("The waiver is not approved."),
    "correction-not-approved": N_("The correction is not approved."),
    "wording-needs-a-name": N_("A wording needs the name of who writes it."),
    "unknown-wording": N_("There is no wording of letters called “{kind}”."),
    "letterhead-needs-a-name": N_("A letterhead needs the name of who saves it."),
    "letterhead-needs-company": N_("A letterhead needs the name of the company."),
    "letterhead-too-long": N_("A line of a letterhead has {most} letters at most."),
    "too-many-signatories": N_("A letter has room for {most} signatures."),
    "signatory-needs-post": N_("Everybody who signs needs a post."),
    "unknown-region": N_("There is no such region."),
    "letter-damaged": N_("The stored letter does not match its fingerprint."),
    "already-planned": N_("This terminal already has a PM plan."),
    "no-pm-policy": N_("The agreement says nothing of periodic visits."),
    "no-visit-of-this-job": N_("This job is no periodic visit."),
    "unknown-day-off": N_("This day off is not recorded."),
    "proposal-needs-a-name": N_("A proposal needs the name of who makes it."),
    "day-off-needs-a-name": N_("A closure needs its reason."),
    "day-off-needs-hours": N_("A closure needs hours that are closed."),
    "day-off-not-in-force": N_("This day off does not hold, or no longer."),
    "day-off-not-estimated": N_("This day is certain; only an estimated one can be confirmed or moved."),
    "day-off-already-decided": N_("This change has already been decided."),
    "already-off": N_("{day} is recorded as off already."),
    "already-proposed": N_("Another change of this day off waits for its approval."),
    "second-person-needed": N_("What {by} proposed needs the approval of somebody else."),
    "unknown-province": N_("There is no province “{province}”."),
    "printer-refused": N_("The printer “{printer}” does not take the letter."),
    "closing-incomplete": N_("What is agreed for closing is not there yet: {missing}."),
    "cause-needs-note": N_("Another cause than those of the catalogue needs a note that says which."),
    "minutes-out-of-range": N_("Hands-on work takes 0 to {most} minutes."),
    "part-count": N_("Of one part 1 to {most} can be used."),
    "part-twice": N_("One part is named twice."),
    "too-many-photos": N_("A report has {most} photos at most."),
    "photo-twice": N_("One photo is there twice."),
    "photo-empty": N_("The photo is an empty file."),
    "photo-too-large": N_("{file} is larger than {most} MiB, or than a camera makes it."),
    "photo-no-image": N_("{file} is no picture: JPEG, PNG or WebP is meant."),
    "photo-damaged": N_("The stored photo {file} does not match its fingerprint."),
    "unknown-photo": N_("There is no such photo."),
    "serial-not-readable": N_("“{serial}” is no serial: 3 to 40 Latin letters and figures."),
    "serial-unchanged": N_("{serial} is the serial of the device that is there already."),
    "serial-in-use": N_("{serial} is the device of terminal {terminal}."),
    "serial-differs": N_(
        "The device says {serial}, the register {known}. Say so if it is the register that errs."
    ),
    "serial-without-swap": N_("A new serial belongs to a swap of the terminal."),
    "score-needed": N_("Whoever answered gives a score of {least} to {most}."),
    "score-without-answer": N_("There is no score where nobody answered."),
    "person-needed": N_("Write who answered."),
    "before-the-repair": N_("This time is before the work was done."),
    "promise-needs-words": N_("A promise needs whom it was made to, and an hour to come."),
    "unknown-promise": N_("This promise is no longer there."),
    "promise-kept": N_("{by} has already kept this promise."),
    "handover-needs-names": N_("A handover needs both names."),
    "handover-to-second-person": N_("{by} cannot hand the shift over to the same person."),
    "handover-shift-times": N_("A shift begins before it ends, and lasts two days at most."),
    "handover-open": N_("{by} handed over already; that handover is to be taken first."),
    "unknown-handover": N_("There is no such handover."),
    "handover-taken": N_("{by} has already taken this handover."),
    "file-not-written": N_("{file} cannot be written: {reason}."),
}
"""By the code that a rule or the store gives."""


def sentence(error: PoshtibanError, parameters: Mapping[str, str]) -> str:
    """Why something was refused; `parameters` in the words of whoever reads it."""
    if isinstance(error, RuleBroken | StoreUnavailable) and error.code in REFUSALS:
        return _(REFUSALS[error.code]).format_map(_Told(parameters))
    return str(error)


def plain_sentence(error: PoshtibanError) -> str:
    """The same with parameters as they are, and the store that is meant: one line for a terminal."""
    if isinstance(error, StoreUnavailable):
        return f"{error.place}: {sentence(error, {})}"
    if isinstance(error, RuleBroken):
        return sentence(
            error, {name: worded_parameter(name, value) for name, value in error.parameters.items()}
        )
    return str(error)


def rule_sentence(rule: Rule) -> str:
    """A hard rule of dispatch that is broken, in one sentence."""
    return plain_sentence(RuleBroken(rule.code, **rule.parameters))


def worded_note(note: str) -> str:
    """The note of an event with the rules that were overridden in words instead of their codes."""
    return IN_NOTE.sub(_rules_in_words, note)


def _rules_in_words(found: re.Match[str]) -> str:
    known = [_RULES[code] for code in found[1].split() if code in _RULES]
    return "".join(f"{_(words)}: " for words in known) if known else found[0]


_RULES: Mapping[str, str] = {
    "no-skill": N_("Without the skill"),
    "no-certificate": N_("Without a certificate"),
    "certificate-expired": N_("With a certificate that ended"),
    "out-of-territory": N_("In another contractor's territory"),
    "no-contract": N_("Without an agreement in force"),
    "off-shift": N_("Off shift"),
    "never-at-work": N_("Without a shift"),
}


def worded_parameter(name: str, value: object) -> str:
    """A parameter of a refusal in the chosen language."""
    word = _WORDERS.get(name)
    if word is not None:
        return word(str(value))
    if isinstance(value, datetime):
        return isolate(f"{_day(value.date())} {figures(format(value, '%H:%M'))}")
    if type(value) is date:
        return _day(value)
    if isinstance(value, Decimal):
        return grouped(value, chosen())
    return figures(value) if isinstance(value, int) else told(value)


def _day(day: date) -> str:
    return figures(jalali_text(day) if is_rtl() else day.isoformat())


_WORDERS: Mapping[str, Callable[[str], str]] = {
    "action": partial(worded, EVENTS),
    "job": lambda code: isolate(figures(code)),
    "period": period_name,
    "price": price_name,
    "state": partial(worded, STATES),
    "alarm_state": partial(worded, ALARM_STATES),
    "level": partial(worded, LEVELS),
    "needed": partial(worded, LEVELS),
    "role": partial(worded, LEVELS),
}


def told(value: object) -> str:
    """A parameter of a refusal as it is; what a check found as its sentence, what is missing in words."""
    if isinstance(value, tuple):
        return _("; ").join(missing_words(each) for each in value)
    return finding_sentence(value) if isinstance(value, Finding) else str(value)


def missing_words(lack: Missing) -> str:
    """One thing that a report lacks, with how much is needed and how much there is."""
    needed, found = figures(lack.needed), figures(lack.found)
    return _(LACKS[lack.what]).format(needed=needed, found=found)


LACKS: Mapping[Proof, str] = {
    Proof.NOTE: N_("a note of at least {needed} letters ({found} so far)"),
    Proof.PHOTOS: N_("photos: {needed} are needed ({found} so far)"),
    Proof.SERIAL: N_("the serial read off the device"),
    Proof.NEW_SERIAL: N_("the serial of the new device"),
}


class _Told(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"
