"""Who acts: names that are given, and whether two of them are one person."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleBroken
from app.domain.people import is_same_person
from app.models.parties import User


def named(by: str) -> str:
    """The name of who acts; RuleBroken("needs-a-name") where there is none."""
    if not by.strip():
        raise RuleBroken("needs-a-name")
    return by.strip()


def roles_of(session: Session, name: str) -> set[str]:
    """The roles of the accounts that go by this login or name."""
    accounts = session.execute(select(User.role, User.login, User.name, User.name_en))
    return {role for role, *names in accounts if _goes_by(names, name)}


def refuse_same_person(session: Session, name: str, *others: str, code: str) -> None:
    """RuleBroken(code) where a second person is needed and there is only one.

    A login and the names of its account are one person.
    """
    known = [other for other in others if other.strip()]
    accounts = session.execute(select(User.login, User.name, User.name_en)) if known else ()
    groups = [[name], *(list(names) for names in accounts if _goes_by(names, name))]
    if any(_goes_by(names, other) for names in groups for other in known):
        raise RuleBroken(code, by=name)


def _goes_by(names: Iterable[str], name: str) -> bool:
    return any(is_same_person(each, name) for each in names if each.strip())
