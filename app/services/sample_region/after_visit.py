"""What comes after the visits of the sample region: reports, call-backs, promises; and shifts handed over."""

from datetime import timedelta
from random import Random

from sqlalchemy import select

from app.domain.events import Service
from app.domain.identifiers import sample_serial
from app.models.parties import User
from app.models.shifts import DeskPromise
from app.services.fault_catalogue import fault_catalogue
from app.services.handover.signing import NewHandover, draft, hand_over, take_over
from app.services.jobs.commands import Said
from app.services.promises import NewPromise, PromiseKind, keep_promise, promise
from app.services.sample_region import rhythm
from app.services.sample_region.world import Crew, Script, World, by_technician
from app.services.visits.call_backs import Outcome, call_back
from app.services.visits.reporting import PartUsed, Visit, report

_CALLED_BACK = 0.4
"""Share of the closed jobs whose merchant is called."""
_PROMISED = 0.05
_SHIFTS = ((7, "dispatcher1"), (14, "dispatcher2"), (21, "dispatcher3"))
"""Hour at which a shift begins, and whose it is."""
_NOTES = (
    "انجام شد و پذیرنده تأیید کرد",
    "چاپ آزمایشی گرفته شد و پذیرنده امضا کرد",
    "تراکنش آزمایشی موفق بود",
    "قطعه تعویض و دستگاه تحویل پذیرنده شد",
    "اتصالات بررسی و دستگاه راه‌اندازی مجدد شد",
)
_COMMENTS = {
    5: ("بسیار راضی بود", "از سرعت کار تشکر کرد"),
    4: ("راضی بود", ""),
    3: ("از تأخیر گله داشت", ""),
    2: ("تکنسین دیر رسید", "دو بار تماس گرفته بود"),
    1: ("ایراد هنوز گاهی برمی‌گردد", "از برخورد ناراضی بود"),
}
_SHIFT_NOTES = (
    "کلید انبار قطعات نزد نگهبانی است",
    "پیمانکار باختر امروز یک تکنسین کمتر دارد",
    "سوئیچ از ساعت ۲ تا ۴ بامداد به‌روزرسانی می‌شود",
    "رول کاغذ منطقه شرق رو به پایان است",
)


def resolve(world: World, job_id: int, crew: Crew | None, remedy: str) -> None:
    """The work is done, with the report a technician, or the desk, writes about it."""
    job = world.look(job_id)
    # A job that comes back is reported anew: with the same draw it would get the device it has.
    draw = _draw(job_id, f"report {job.version}")
    fault = fault_catalogue().faults.get(job.fault)
    visit = Visit(
        fault=fault.code if fault is not None and job.service == Service.EM.value else "",
        cause=_cause(draw, len(fault.causes)) if fault is not None else 0,
        remedy=remedy,
        minutes=round((fault.minutes or 15) * draw.uniform(0.5, 1.6)) if fault is not None else None,
        new_serial=sample_serial(draw) if remedy == "R05" else "",
        parts=_parts(draw, job.fault, is_sent=crew is not None) if remedy == "R04" else (),
    )
    note = draw.choice(_NOTES)
    said = by_technician(crew, note) if crew is not None else world.desk(note)
    report(world.session, world.clock, world.touched(job_id), said, visit)


def ask_merchant(world: World, job_id: int) -> None:
    """Some merchants are called once their job is closed; better contractors please them more."""
    draw = _draw(job_id, "call")
    if draw.random() > _CALLED_BACK:
        return
    said = Said(draw.choice([login for _hour, login in _SHIFTS]))
    if draw.random() < 0.2:
        outcome = Outcome.NO_ANSWER if draw.random() < 0.8 else Outcome.REFUSED
        call_back(world.session, world.clock, world.touched(job_id), said, outcome=outcome.value)
        return
    kept = world.contractor(world.spot_of(job_id).party).kept
    score = min(5, max(1, round(draw.gauss(1.2 + 3.6 * kept, 0.8))))
    call_back(
        world.session,
        world.clock,
        world.touched(job_id),
        Said(said.by, note=draw.choice(_COMMENTS[score])),
        outcome=Outcome.ANSWERED.value,
        person=draw.choice(("خود پذیرنده", "صندوق‌دار", "مدیر فروشگاه")),
        score=score,
    )


def promise_call(world: World, job_id: int) -> Script:
    """Now and then the desk promises to call again, and nearly always does."""
    draw = _draw(job_id, "promise")
    if draw.random() > _PROMISED:
        return
    due = world.clock.now() + timedelta(hours=draw.randrange(1, 5))
    job = world.look(job_id)
    name = job.merchant.name if job.merchant is not None else "پذیرنده"
    new = NewPromise(kind=PromiseKind.CALL_BACK.value, to_whom=name, due_at=due, job_id=job_id)
    number = promise(world.session, world.clock, new, world.desk("وضعیت پیگیری اعلام شود"))
    if draw.random() < 0.9:
        yield max(due - timedelta(minutes=draw.randrange(2, 50)), world.later(5))
        if world.session.get_one(DeskPromise, number).kept_at is None:
            keep_promise(world.session, world.clock, number, world.desk("تماس گرفته شد"))


def shifts(world: World) -> Script:
    """A day's shifts, each handed over to the next."""
    names = dict(world.session.execute(select(User.login, User.name)).all())
    draw = Random(f"shifts {world.today()}")
    for place, (hour, login) in enumerate(_SHIFTS):
        yield rhythm.at(world.today(), hour, draw.uniform(0, 12))
        before = _SHIFTS[place - 1][1]
        _hand_over(world, draw, (names[before], names[login]), before)
        yield world.later(draw.uniform(4, 15))
        waiting = draft(world.session, world.clock).waiting
        if waiting is not None:
            take_over(world.session, world.clock, waiting.id, Said(names[login]))


def _hand_over(world: World, draw: Random, people: tuple[str, str], login: str) -> None:
    found = draft(world.session, world.clock)
    if found.waiting is not None:
        return
    notes = [draw.choice(_SHIFT_NOTES)] if draw.random() < 0.4 else []
    # A note that was read twice is mostly done.
    done = {item.line.key for item in found.items if item.line.section == "note" and item.carried > 1}
    new = NewHandover(
        from_whom=people[0],
        to_whom=people[1],
        shift_from=found.shift_from,
        shift_to=found.shift_to,
        notes=notes,
        done=frozenset(done),
    )
    hand_over(world.session, world.clock, new, Said(login))


def _cause(draw: Random, count: int) -> int:
    """The likeliest stands first."""
    return min(1 + int(draw.expovariate(1.1)), count)


def _parts(draw: Random, fault: str, *, is_sent: bool) -> tuple[PartUsed, ...]:
    known = fault_catalogue().faults.get(fault)
    likely = known.parts if known is not None else ()
    return (PartUsed(draw.choice(likely).code, 1, from_van=is_sent),) if likely else ()


def _draw(job_id: int, what: str) -> Random:
    """Chances of its own, so that what else happens in the region stays as it is."""
    return Random(f"{what} {job_id}")
