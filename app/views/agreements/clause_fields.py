"""What is typed into the fields of a clause, and how it is shown: shares, sums, figures, named shares."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from app.domain.agreement_table import MOST, number_text
from app.domain.money import MOST_RIAL
from app.domain.penalties.clauses import Allocation
from app.domain.persian import latin_digits
from app.i18n import _
from app.views.formats import Formats

READABLE = 9
"""Decimals of a percentage that are shown; any other share is shown in parts."""
LINE = 24
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,18})?|\.[0-9]{1,18}")
_PARTS = re.compile(r"([0-9]{1,30})/([0-9]{1,30})")


def share_of(typed: str) -> Fraction | None:
    """A share from percent or parts as typed: 5 is 0.05, 1/3 a third; None where nothing was typed."""
    text = _bare(typed).replace("%", "").replace("٪", "").strip()
    if not text:
        return None
    found = _exact(text) if "/" in text else _exact(text, hundredths=True)
    if found is None:
        raise ValueError(_("A share is a number of percent, such as 5 or 2.5, or parts such as 1/3."))
    return found


def number_of(typed: str) -> Fraction | None:
    """An exact number as typed, such as 7.2 or 1/2; None where nothing was typed."""
    text = _bare(typed)
    found = _exact(text) if text else None
    if text and found is None:
        raise ValueError(_("“{typed}” is no number, such as 7.2 or 1/2.").format(typed=typed.strip()))
    return found


def rial_of(typed: str) -> Decimal | None:
    """Whole rial as typed, with or without groups; None where nothing was typed."""
    text = _bare(typed).replace(",", "").replace("٬", "").replace("،", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or int(text) > MOST_RIAL:
        raise ValueError(_("An amount is a whole number of rial."))
    return Decimal(text)


def points_of(typed: str) -> Decimal | None:
    """Whole points as typed; None where nothing was typed."""
    text = _bare(typed)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or int(text) > MOST:
        raise ValueError(_("Points are a whole number up to {most}.").format(most=MOST))
    return Decimal(text)


def named_shares_of(typed: str) -> dict[str, Fraction]:
    """Names and shares, one in a line: "high: 1%"."""
    found: dict[str, Fraction] = {}
    for line in filter(str.strip, typed.splitlines()):
        name, _mark, text = line.rpartition(":")
        part = share_of(text) if name.strip() else None
        if part is None:
            raise ValueError(_("“{line}” is no name with its share, such as high: 1%.").format(line=line))
        if name.strip() in found:
            raise ValueError(_("“{name}” stands twice.").format(name=name.strip()))
        found[name.strip()] = part
    return found


def allocations_of(typed: str) -> tuple[Allocation, ...]:
    """Service levels, their pools and shares, one in a line: "resolve / critical: 40%"."""
    found = []
    for name, part in named_shares_of(typed).items():
        level, _mark, pool = name.rpartition("/")
        if not level.strip() or not pool.strip():
            raise ValueError(
                _("“{line}” names no level and pool, such as resolve / critical: 40%.").format(line=name)
            )
        found.append(Allocation(level=level.strip(), pool=pool.strip(), share=part))
    return tuple(found)


def share_text(share: Fraction | None) -> str:
    """A share as it is typed, without a sign: in percent, or in parts where percent is not readable."""
    if share is None:
        return ""
    figures = number_text(share * 100)
    is_readable = "/" not in figures and len(figures.partition(".")[2]) <= READABLE
    return figures if is_readable else f"{share.numerator}/{share.denominator}"


def plain_text(value: Fraction | None) -> str:
    """An exact number as it is typed."""
    return "" if value is None else number_text(value)


def rial_text(amount: Decimal | None, formats: Formats) -> str:
    """Whole rial in groups of three."""
    return "" if amount is None else formats.number(int(amount))


def shown(figures: str, formats: Formats) -> str:
    """Figures with the digits and the decimal sign of the language."""
    return formats.digits(figures).replace(".", "٫") if formats.language == "fa" else figures


def named_shares_text(shares: Mapping[str, Fraction]) -> str:
    """Names and shares, one in a line."""
    return "\n".join(f"{name}: {_signed(share)}" for name, share in shares.items())


def allocations_text(allocations: Iterable[Allocation]) -> str:
    """Service levels, their pools and shares, one in a line."""
    return "\n".join(f"{each.level} / {each.pool}: {_signed(each.share)}" for each in allocations)


class SteadyCombo(QComboBox):
    """A choice that the wheel passes by: it scrolls the form in which it stands."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def combo(names: Mapping[str, str], chosen: str | StrEnum) -> QComboBox:
    """A choice of keys with ready names."""
    made = SteadyCombo()
    fill_combo(made, names, chosen)
    return made


def fill_combo(box: QComboBox, names: Mapping[str, str], chosen: str | StrEnum) -> None:
    """Offer these; the first where the chosen one is not among them. Nothing is told."""
    box.blockSignals(True)
    box.clear()
    for key, name in names.items():
        box.addItem(name, str(key))
    box.setCurrentIndex(max(0, box.findData(str(chosen))))
    box.blockSignals(False)


def lines_edit(text: str, *, example: str, rows: int = 3) -> QPlainTextEdit:
    """A field of some short lines; Tab goes on to the next field."""
    made = QPlainTextEdit(text)
    made.setPlaceholderText(example)
    made.setTabChangesFocus(True)
    made.setFixedHeight(rows * LINE + 12)
    return made


def beside(first: QWidget, second: QWidget, name: str) -> QWidget:
    """Two fields in one row; the second says its own name."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(first, 1)
    row.addWidget(second, 1)
    second.setAccessibleName(name)
    second.setToolTip(name)
    if isinstance(second, QLineEdit):
        second.setPlaceholderText(name)
    return box


def _signed(share: Fraction) -> str:
    figures = share_text(share)
    return figures if "/" in figures else f"{figures}%"


def _bare(typed: str) -> str:
    return latin_digits(typed).replace("٫", ".").strip()


def _exact(text: str, *, hundredths: bool = False) -> Fraction | None:
    parts = _PARTS.fullmatch(text)
    if parts is None:
        found = Fraction(text) / (100 if hundredths else 1) if _NUMBER.fullmatch(text) else None
    else:
        found = Fraction(int(parts[1]), int(parts[2])) if int(parts[2]) else None
    return found if found is not None and found <= MOST else None
