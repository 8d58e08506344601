"""Language and look of every window, switched while the program runs."""

from collections.abc import Hashable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal, Slot
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication

from app import i18n
from app.i18n import Language
from app.views.formats import Formats, locale_of
from app.views.icons import Icons
from app.views.lettering import Lettering
from app.views.theme import Theme, Tokens, font, palette, style_sheet, tokens_of

TEXT_PX = 13


class Appearance(QObject):
    """What language and look the windows have now.

    Signals:
        changed: language or look is another; say and paint everything again.
    """

    changed = Signal()

    def __init__(
        self, *, language: Language, theme: Theme, zone: ZoneInfo, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.icons = Icons()
        self.lettering = Lettering()
        self.pictures: dict[Hashable, QPixmap] = {}
        """What is painted often and always alike, in the look of now."""
        self._colours: dict[tuple[str, int], QColor] = {}
        self._zone = zone
        self._language: Language = language
        self._theme: Theme = theme
        self._app: QApplication | None = None
        self._shown_theme: Theme | None = None
        self._qt_texts = QTranslator(self)
        self._formats = Formats(language, zone)

    @property
    def language(self) -> Language:
        """The language spoken on the screen."""
        return self._language

    @property
    def theme(self) -> Theme:
        """The look chosen."""
        return self._theme

    @property
    def tokens(self) -> Tokens:
        """The colours to paint with."""
        return tokens_of(self._theme)

    @property
    def formats(self) -> Formats:
        """How numbers and times are shown now."""
        return self._formats

    @property
    def is_rtl(self) -> bool:
        """Whether windows are laid out from right to left."""
        return self._language == "fa"

    @property
    def direction(self) -> Qt.LayoutDirection:
        """The direction windows are laid out in."""
        return Qt.LayoutDirection.RightToLeft if self.is_rtl else Qt.LayoutDirection.LeftToRight

    def colour(self, name: str, alpha: int = 255) -> QColor:
        """The token `name` (or a #rrggbb) as Qt's colour; not to be changed."""
        known = self._colours.get((name, alpha))
        if known is None:
            known = QColor(name if name.startswith("#") else self.tokens.tone(name))
            known.setAlpha(alpha)
            self._colours[name, alpha] = known
        return known

    def speak(self, app: QApplication) -> None:
        """Let `app` speak as chosen; enough for what paints itself, and a good deal sooner than `apply`."""
        app.setFont(font(TEXT_PX))
        self._speak(app)

    def apply(self, app: QApplication) -> None:
        """Dress `app` as chosen; on the GUI thread, at start and after each switch."""
        if self._app is None:
            app.setStyle("Fusion")
            app.setFont(font(TEXT_PX))
        self._app = app
        self.icons.clear()
        self.lettering.clear()
        self.pictures.clear()
        self._colours.clear()
        self._speak(app)
        self._paint(app)
        self.changed.emit()

    def show_language(self, language: Language) -> None:
        """Speak `language` in every window from now on."""
        if language != self._language:
            self._language = language
            self._formats = Formats(language, self._zone)
            self._again()

    def show_theme(self, theme: Theme) -> None:
        """Wear `theme` in every window from now on."""
        if theme != self._theme:
            self._theme = theme
            self._again()

    @Slot()
    def switch_language(self) -> None:
        """The other language."""
        self.show_language("en" if self._language == "fa" else "fa")

    @Slot()
    def switch_theme(self) -> None:
        """The other look."""
        self.show_theme("light" if self._theme == "dark" else "dark")

    def _again(self) -> None:
        if self._app is not None:
            self.apply(self._app)

    def _speak(self, app: QApplication) -> None:
        i18n.choose(self._language)
        locale = locale_of(self._language)
        QLocale.setDefault(locale)
        app.setLayoutDirection(self.direction)
        for window in app.topLevelWidgets():
            # The default locale does not reach widgets that already exist.
            window.setLocale(locale)
        app.removeTranslator(self._qt_texts)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._language == "fa" and self._qt_texts.load("qtbase_fa", folder):
            app.installTranslator(self._qt_texts)

    def _paint(self, app: QApplication) -> None:
        if self._shown_theme == self._theme:
            return
        self._shown_theme = self._theme
        dark = self._theme == "dark"
        # Colours the title bar on Windows; elsewhere it may do nothing, so it is never read back.
        app.styleHints().setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        app.setPalette(palette(self.tokens))
        # From one sheet straight to another Qt dresses widgets over and over; by way of none, twice.
        app.setStyleSheet("")
        app.setStyleSheet(style_sheet(self.tokens))
