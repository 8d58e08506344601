"""What a new revision of an agreement may say, and what was approved before and stays (semantics 9)."""

from dataclasses import dataclass, fields

from app.domain.agreements import Agreement, AgreementVersion

_FOR_ALL_VERSIONS = ("kind", "time_zone", "psp", "contractor", "regions")
"""Terms outside the versions that decide which promises there are."""

_KEYS = {"targets": "target", "pauses": "pause", "clauses": "clause"}
"""How the file names what the program names otherwise."""


@dataclass(frozen=True, slots=True)
class ForbiddenChange:
    """The first approved term that a revision would change."""

    key: str
    """Dotted, as in the file."""
    version: int | None = None
    """Number of the approved version it belongs to; None where it holds for all of them."""


def forbidden_change(approved: Agreement, revised: Agreement) -> ForbiddenChange | None:
    """What keeps `revised` from following `approved`; None where it only adds to it.

    Approved versions and the calendars they count in stay as they are, and new versions come after
    them. Papers, parties and the wording of letters may change.
    """
    for name in _FOR_ALL_VERSIONS:
        if getattr(approved, name) != getattr(revised, name):
            return ForbiddenChange(name)
    revised_versions = {version.number: version for version in revised.versions}
    for version in approved.versions:
        key = _changed_key(approved, revised, version, revised_versions.get(version.number))
        if key is not None:
            return ForbiddenChange(key, version.number)
    last = approved.versions[-1]
    between = [version for version in added_versions(approved, revised) if version.number < last.number]
    return ForbiddenChange("version.number", between[0].number) if between else None


def added_versions(approved: Agreement | None, revised: Agreement) -> tuple[AgreementVersion, ...]:
    """The versions that a revision adds, oldest first."""
    known = {version.number for version in approved.versions} if approved is not None else set()
    return tuple(version for version in revised.versions if version.number not in known)


def _changed_key(
    approved: Agreement, revised: Agreement, version: AgreementVersion, other: AgreementVersion | None
) -> str | None:
    if other is None:
        return "version"
    for field in fields(version):
        if field.compare and getattr(version, field.name) != getattr(other, field.name):
            return f"version.{_KEYS.get(field.name, field.name)}"
    used = sorted({target.calendar for target in version.targets} - {""})
    changed = [name for name in used if _calendar(approved, name) != _calendar(revised, name)]
    return f"calendars.{changed[0]}" if changed else None


def _calendar(agreement: Agreement, name: str) -> tuple[object, ...]:
    days_off = (name in agreement.holiday_calendars, name in agreement.closure_calendars)
    return agreement.calendars.get(name), *days_off
