"""The settings of the alarms' life: those of the store, by agreement where it has its own, else the usual."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.domain.alarm_floods import FloodRules
from app.domain.alarm_life import AlarmRules, Urgency
from app.domain.errors import RuleBroken
from app.models.alarms import Alarm, AlarmRule, AlarmRuleChange
from app.services.agreement_book import book

MOST_MINUTES = 7 * 24 * 60
FLOOD = {"flood-alarms": "alarms", "flood-minutes": "minutes", "same-cause": "jobs"}
"""Settings of floods, which hold for all agreements, and the fields of FloodRules they are."""
TIMES = {
    f"{each.name}-{urgency.value}": (each.name, urgency) for each in fields(AlarmRules) for urgency in Urgency
}
"""Settings of an alarm's life in minutes, e.g. remind-high."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting as it holds in one transaction."""

    usual: AlarmRules = field(default_factory=AlarmRules)
    of_agreement: Mapping[str, AlarmRules] = field(default_factory=dict)
    floods: FloodRules = field(default_factory=FloodRules)

    def rules(self, agreement: str) -> AlarmRules:
        """What holds for the alarms of an agreement (code)."""
        return self.of_agreement.get(agreement, self.usual)


def settings(session: Session) -> Settings:
    """The settings as this transaction sees them."""
    found: Settings | None = session.info.get("alarm_settings")
    if found is None:
        found = session.info["alarm_settings"] = _read(session)
    return found


def names_of(agreement: str) -> tuple[str, ...]:
    """The settings that there are, of one agreement (code) or of all."""
    return tuple(TIMES) if agreement else (*TIMES, *FLOOD)


def least_of(name: str) -> int:
    """The smallest value that a setting may have; the largest is MOST_MINUTES for each."""
    return 2 if name in {"flood-alarms", "same-cause"} else 1


def set_rule(
    session: Session, clock: Clock, name: str, value: int | None, *, by: str, agreement: str = ""
) -> None:
    """Set one setting, for an agreement (code) or for all that have none of their own; None: as usual again.

    RuleBroken: "unknown-code" for another name, "alarm-rule-range" for a value that makes no sense.
    """
    known = names_of(agreement)
    if name not in known:
        raise RuleBroken("unknown-code", found=name, known=", ".join(known))
    least = least_of(name)
    if value is not None and not least <= value <= MOST_MINUTES:
        raise RuleBroken("alarm-rule-range", least=least, most=MOST_MINUTES)
    row = session.scalar(select(AlarmRule).where(AlarmRule.agreement == agreement, AlarmRule.name == name))
    before = None if row is None else row.value
    if before == value:
        return
    now = clock.now()
    if value is None:
        session.delete(row)
    else:
        if row is None:
            row = AlarmRule(agreement=agreement, name=name)
            session.add(row)
        row.value, row.set_at, row.set_by = value, now, by
    session.add(
        AlarmRuleChange(agreement=agreement, name=name, before=before, value=value, set_at=now, set_by=by)
    )
    session.flush()
    session.info.pop("alarm_settings", None)
    # What is waiting is looked at again at once, and waits for the instant that holds now.
    for alarm in session.scalars(select(Alarm).where(Alarm.next_step_at > now)):
        alarm.next_step_at = now


def set_rules(
    session: Session, clock: Clock, values: Mapping[str, int | None], *, by: str, agreement: str = ""
) -> None:
    """Set several settings, all or none; refused as by `set_rule`."""
    for name, value in values.items():
        set_rule(session, clock, name, value, by=by, agreement=agreement)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """One change of a setting; None stands for what holds everywhere else."""

    name: str
    before: int | None
    value: int | None
    set_at: datetime
    set_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSheet:
    """The settings of one agreement, or of all that have none of their own."""

    values: Mapping[str, int]
    usual: Mapping[str, int]
    """What would hold without settings of its own."""
    changes: tuple[RuleChange, ...]
    """The newest first."""
    agreements: tuple[str, ...]
    """Codes of the agreements that may have settings of their own."""


def rule_sheet(session: Session, agreement: str = "", *, changes: int = 5) -> RuleSheet:
    """Every setting as it holds, and how it last came to that."""
    found = settings(session)
    usual = Settings() if not agreement else replace(found, of_agreement={})
    wanted = [getattr(AlarmRuleChange, name) for name in RuleChange.__dataclass_fields__]
    query = select(*wanted).where(AlarmRuleChange.agreement == agreement)
    rows = session.execute(query.order_by(AlarmRuleChange.id.desc()).limit(changes))
    return RuleSheet(
        values={name: value_of(found, name, agreement=agreement) for name in names_of(agreement)},
        usual={name: value_of(usual, name, agreement=agreement) for name in names_of(agreement)},
        changes=tuple(RuleChange(**row._mapping) for row in rows),  # noqa: SLF001 - public form
        agreements=tuple(sorted(each.code for each in book(session).agreements)),
    )


def value_of(found: Settings, name: str, *, agreement: str = "") -> int:
    """A setting in the figures it is set in: minutes, or a number of alarms."""
    if name in FLOOD:
        return int(getattr(found.floods, FLOOD[name]))
    field_name, urgency = TIMES[name]
    times: Mapping[Urgency, timedelta] = getattr(found.rules(agreement), field_name)
    return int(times[urgency].total_seconds()) // 60


def _read(session: Session) -> Settings:
    rows = session.execute(select(AlarmRule.agreement, AlarmRule.name, AlarmRule.value)).all()
    by_agreement: dict[str, dict[str, int]] = {}
    for agreement, name, value in rows:
        by_agreement.setdefault(agreement, {})[name] = value
    common = by_agreement.pop("", {})
    usual = _with_times(AlarmRules(), common)
    floods = {FLOOD[name]: value for name, value in common.items() if name in FLOOD}
    return Settings(
        usual,
        {agreement: _with_times(usual, values) for agreement, values in by_agreement.items()},
        replace(FloodRules(), **floods),
    )


def _with_times(rules: AlarmRules, values: Mapping[str, int]) -> AlarmRules:
    for name, value in values.items():
        if name in TIMES:
            field_name, urgency = TIMES[name]
            times = {**getattr(rules, field_name), urgency: timedelta(minutes=value)}
            rules = replace(rules, **{field_name: times})
    return rules
