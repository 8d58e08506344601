"""A contractor's own statement held against ours, service by service."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from app.domain.errors import BadInput
from app.domain.events import Service
from app.domain.money import MOST_RIAL
from app.domain.persian import latin_digits
from app.services.accounts.statements import TERMINAL, Statement
from app.services.imports.text_file import Row, read_csv

COLUMNS = ("service", "quantity", "amount")
SERVICES = (*(service.value for service in Service), TERMINAL)
MOST_SERVICES = 10_000_000


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """What a contractor claims for one kind of service."""

    service: str
    quantity: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One kind of service in both statements; rial."""

    service: str
    our_quantity: int
    their_quantity: int
    our_amount: Decimal
    their_amount: Decimal

    @property
    def difference(self) -> Decimal:
        """What they claim more, or (below zero) less, than we count."""
        return self.their_amount - self.our_amount

    @property
    def is_equal(self) -> bool:
        """Whether both say the same."""
        return self.our_quantity == self.their_quantity and not self.difference


def reconcile(ours: Statement, theirs: Sequence[ClaimedLine]) -> list[Difference]:
    """Every kind of service that either side names, in the order of the services."""
    quantities: dict[str, int] = {}
    amounts: dict[str, Decimal] = {}
    for line in ours.lines:
        quantities[line.service] = quantities.get(line.service, 0) + line.quantity
        amounts[line.service] = amounts.get(line.service, Decimal(0)) + line.amount
    claimed = {line.service: line for line in theirs}
    nothing = ClaimedLine("", 0, Decimal(0))
    return [
        Difference(
            service=service,
            our_quantity=quantities.get(service, 0),
            their_quantity=claimed.get(service, nothing).quantity,
            our_amount=amounts.get(service, Decimal(0)),
            their_amount=claimed.get(service, nothing).amount,
        )
        for service in SERVICES
        if service in quantities or service in claimed
    ]


def read_claim(path: Path) -> list[ClaimedLine]:
    """A contractor's figures: CSV with the columns service, quantity, amount; BadInput with its place."""
    sheet = read_csv(path)
    heading, rows = sheet.rows[0], sheet.rows[1:]
    names = [cell.strip().casefold() for cell in heading.cells]
    if sorted(names) != sorted(COLUMNS):
        raise BadInput(sheet.file, ", ".join(names), "the columns " + ", ".join(COLUMNS), row=heading.line)
    found: dict[str, ClaimedLine] = {}
    for row in rows:
        line = _claimed(sheet.file, row, names)
        if line.service in found:
            raise BadInput(sheet.file, line.service, "each service once", row=row.line, column="service")
        found[line.service] = line
    return list(found.values())


def _claimed(file: str, row: Row, names: Sequence[str]) -> ClaimedLine:
    if len(row.cells) != len(names):
        raise BadInput(file, f"{len(row.cells)} cells", f"{len(names)} cells", row=row.line)
    cells = {name: cell.strip() for name, cell in zip(names, row.cells, strict=True)}
    service = cells["service"].upper()
    if service not in SERVICES:
        found = cells["service"] or "nothing"
        raise BadInput(file, found, "one of " + ", ".join(SERVICES), row=row.line, column="service")
    quantity = _whole(file, row, cells, "quantity", most=MOST_SERVICES)
    return ClaimedLine(service, quantity, Decimal(_whole(file, row, cells, "amount", most=MOST_RIAL)))


def _whole(file: str, row: Row, cells: dict[str, str], name: str, *, most: int) -> int:
    figures = latin_digits(cells[name])
    for mark in (",", "٬", " "):
        figures = figures.replace(mark, "")
    if not (figures.isascii() and figures.isdecimal() and int(figures) <= most):
        found = cells[name] or "nothing"
        raise BadInput(file, found, f"a whole number from 0 to {most}", row=row.line, column=name)
    return int(figures)
