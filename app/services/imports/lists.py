"""Takes lists of contractors, technicians, merchants and terminals into the store: new, changed or known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy.orm import InstrumentedAttribute, Session

from app.clock import Clock
from app.models.merchants import Merchant, Terminal
from app.models.parties import Party, Psp, Region, Technician
from app.services.imports.known import BATCH, Codes, known, known_or_made
from app.services.imports.list_rows import ListReading, ListRow
from app.services.imports.outcome import Outcome, Progress
from app.services.imports.technician_cells import home_degrees
from app.services.imports.technician_rows import WORK, keep_work

Listed = Party | Technician | Merchant | Terminal
Fill = Callable[["_Names", Listed, ListRow], None]


def import_list(
    session: Session, clock: Clock, kind: str, reading: ListReading, *, progress: Progress
) -> Outcome:
    """Add the rows that are new, change those that differ; empty cells leave what is stored."""
    outcome = Outcome(read=reading.read, rejects=[*reading.rejects])
    listing = _LISTINGS[kind]
    names = _Names(session, clock, reading.rows)
    codes = Codes(session, listing.table, listing.key)
    for start in range(0, len(reading.rows), BATCH):
        rows = reading.rows[start : start + BATCH]
        wanted = [codes.stored(row.text(listing.key.key)) for row in rows]
        stored = known(session, listing.table, listing.key, wanted)
        for row, code in zip(rows, wanted, strict=True):
            _take(session, names, (listing, row, stored.get(code)), outcome)
        session.flush()
        progress(start + len(rows), outcome.read)
    return outcome


def _take(
    session: Session, names: "_Names", found: tuple["_Listing", ListRow, Listed | None], outcome: Outcome
) -> None:
    listing, row, stored = found
    refusal = names.unknown(row)
    if refusal is not None:
        outcome.rejects.append(row.wrong(*refusal))
        return
    entry = stored or listing.table(**{listing.key.key: row.text(listing.key.key)})
    with session.no_autoflush:
        for name in listing.plain & row.values.keys():
            if getattr(entry, name) != row.values[name]:
                setattr(entry, name, row.values[name])
        listing.fill(names, entry, row)
    if stored is None:
        session.add(entry)
    is_new = stored is None or session.is_modified(entry)
    if isinstance(entry, Technician) and WORK & row.values.keys():
        session.flush()
        is_new |= keep_work(session, names.clock, entry.id, row)
    if is_new:
        outcome.accepted += 1
    else:
        outcome.unchanged += 1


@dataclass
class _Names:
    """What rows may name: contractors and merchants have to be known, companies and regions are made."""

    session: Session
    clock: Clock
    rows: Iterable[ListRow]
    parties: Codes = field(init=False)
    merchants: Codes = field(init=False)
    psps: dict[str, Psp] = field(init=False)
    regions: dict[str, Region] = field(init=False)

    def __post_init__(self) -> None:
        self.parties = Codes(self.session, Party, Party.code)
        named = {name for row in self.rows for name in row.values}
        self.merchants = Codes(self.session, Merchant, Merchant.code) if "merchant" in named else self.parties
        psps = [row.text("psp") for row in self.rows]
        regions = [row.text("region") for row in self.rows]
        self.psps = known_or_made(self.session, Psp.code, psps, _psp, table=Psp)
        self.regions = known_or_made(self.session, Region.code, regions, _region, table=Region)

    def unknown(self, row: ListRow) -> tuple[str, str] | None:
        """The column that names somebody the store does not know, and what was expected."""
        if "contractor" in row.values and not self.parties.has(row.text("contractor")):
            return "contractor", "the code of a contractor that is known"
        if "merchant" in row.values and not self.merchants.has(row.text("merchant")):
            return "merchant", "the code of a merchant that is known"
        beside = sorted(row.values.keys() & {"lat", "lon"})
        if "home" in row.values and beside:
            return beside[0], "nothing beside a home"
        return None


def _psp(code: str) -> Psp:
    return Psp(code=code, name=code)


def _region(code: str) -> Region:
    return Region(code=code, name=code)


def _set(entry: Listed, name: str, value: object) -> None:
    # Setting the same value again would count as a change.
    if getattr(entry, name) != value:
        setattr(entry, name, value)


def _fill_contractor(names: _Names, entry: Listed, row: ListRow) -> None:
    if "region" in row.values:
        _set(entry, "region_id", names.regions[row.text("region")].id)


def _fill_technician(names: _Names, entry: Listed, row: ListRow) -> None:
    _set(entry, "party_id", names.parties.id(row.text("contractor")))
    if "home" in row.values:
        for name, degrees in zip(("lat", "lon"), home_degrees(row.text("home")), strict=True):
            _set(entry, name, degrees)


def _fill_merchant(names: _Names, entry: Listed, row: ListRow) -> None:
    if "psp" in row.values:
        _set(entry, "psp_id", names.psps[row.text("psp")].id)
    if "region" in row.values:
        _set(entry, "region_id", names.regions[row.text("region")].id)


def _fill_terminal(names: _Names, entry: Listed, row: ListRow) -> None:
    _set(entry, "merchant_id", names.merchants.id(row.text("merchant")))
    if "contractor" in row.values:
        _set(entry, "party_id", names.parties.id(row.text("contractor")))


@dataclass(frozen=True, slots=True)
class _Listing:
    """How one kind of list is kept."""

    table: type[Listed]
    key: InstrumentedAttribute[str]
    plain: frozenset[str]
    """Columns that are stored as they are."""
    fill: Fill


_PERSON = {"name", "name_en", "phone", "is_active"}
_LISTINGS = {
    "contractors": _Listing(Party, Party.code, frozenset(_PERSON | {"legal_id"}), _fill_contractor),
    "technicians": _Listing(
        Technician, Technician.code, frozenset(_PERSON | {"city", "lat", "lon", "skills"}), _fill_technician
    ),
    "merchants": _Listing(
        Merchant,
        Merchant.code,
        frozenset(
            {"name", "name_en", "phone", "merchant_class", "zone", "province", "city", "city_en", "address"}
            | {"lat", "lon"}
        ),
        _fill_merchant,
    ),
    "terminals": _Listing(
        Terminal,
        Terminal.number,
        frozenset({"device_type", "model", "serial", "installed_on", "warranty_until", "is_active"}),
        _fill_terminal,
    ),
}
