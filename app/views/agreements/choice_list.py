"""Several of a few known things, ticked in a list."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

KEY = Qt.ItemDataRole.UserRole


class TickList(QListWidget):
    """Choices by key with ready names; Space ticks the current one."""

    def __init__(self, names: Mapping[str, str], ticked: Iterable[str] = (), *, rows: int = 4) -> None:
        super().__init__()
        chosen = set(ticked)
        for key, name in names.items():
            item = QListWidgetItem(name)
            item.setData(KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in chosen else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.setCurrentRow(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(min(rows, len(names)) * 32 + 6)

    def ticked(self) -> frozenset[str]:
        """The keys of what is ticked."""
        items = (self.item(place) for place in range(self.count()))
        return frozenset(str(item.data(KEY)) for item in items if item.checkState() == Qt.CheckState.Checked)
