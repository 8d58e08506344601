"""Tables for the accountants as files: CSV or XLSX by the name of the file."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.i18n import _
from app.services.accounts.tables import Table, as_csv, as_xlsx
from app.views.penalties.letter_view import write_file

TableChooser = Callable[[QWidget, str], Path | None]
"""Where a table called so is to be written to; None where the user thought better of it."""
XLSX = ".xlsx"


def write_table(
    make: Callable[[Sequence[Any]], Table], rows: Sequence[Any], path: Path, now: datetime
) -> Path:
    """Write the table that `make` makes of the rows. Raises RuleBroken("file-not-written")."""
    table = make(rows)
    return write_file(path, as_xlsx(table, now) if path.suffix.lower() == XLSX else as_csv(table))


def choose_table(parent: QWidget, name: str) -> Path | None:
    """Ask where a table is to be saved; it keeps its kind whatever name it gets."""
    kind = Path(name).suffix
    asked = f"{kind[1:].upper()} (*{kind})"
    chosen, _filter = QFileDialog.getSaveFileName(parent, _("Save the table"), name, asked)
    if not chosen:
        return None
    return Path(chosen) if Path(chosen).suffix.lower() == kind else Path(chosen + kind)
