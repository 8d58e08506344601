"""The two looks: colour tokens, and the palette, style sheet and fonts made from them."""

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

Theme = Literal["dark", "light"]
Tone = Literal["crit", "warn", "ok", "info", "idle", "text"]

THEMES: tuple[Theme, ...] = ("dark", "light")
FAMILY = "Vazirmatn"
RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"


@dataclass(frozen=True)
class Tokens:
    """Colours of one look, as #rrggbb; a tone `x` is drawn on its ground `x_ground`."""

    theme: Theme
    ground: str
    rail: str
    surface: str
    raised: str
    hover: str
    chosen: str
    line: str
    edge: str
    track: str
    text: str
    muted: str
    accent: str
    primary: str
    on_primary: str
    crit: str
    crit_ground: str
    on_crit: str
    warn: str
    warn_ground: str
    ok: str
    ok_ground: str
    info: str
    info_ground: str
    idle: str
    idle_ground: str
    toast: str
    toast_text: str
    toast_accent: str
    toast_key: str

    def tone(self, tone: str) -> str:
        """The colour of `tone`, or of any token by its name."""
        return str(getattr(self, tone))

    def ground_of(self, tone: str) -> str:
        """The quiet background that belongs to `tone`."""
        return str(getattr(self, f"{tone}_ground", self.surface))


DARK = Tokens(
    theme="dark",
    ground="#0b111b",
    rail="#0e1623",
    surface="#131c2b",
    raised="#192437",
    hover="#1c2940",
    chosen="#1b3358",
    line="#233149",
    edge="#3a4b68",
    track="#26344c",
    text="#e8eef7",
    muted="#93a4bc",
    accent="#4f8cff",
    primary="#2563eb",
    on_primary="#ffffff",
    crit="#ff6b6b",
    crit_ground="#2c151d",
    on_crit="#1a0508",
    warn="#ffb224",
    warn_ground="#2a2212",
    ok="#3dd68c",
    ok_ground="#12301f",
    info="#62adff",
    info_ground="#13294a",
    idle="#93a4bc",
    idle_ground="#1f2b3e",
    toast="#eef3fb",
    toast_text="#131c2b",
    toast_accent="#1b5bd0",
    toast_key="#dbe4f2",
)

LIGHT = Tokens(
    theme="light",
    ground="#f3f5f9",
    rail="#ffffff",
    surface="#ffffff",
    raised="#f7f9fc",
    hover="#f1f5fb",
    chosen="#e3edff",
    line="#e1e7f0",
    edge="#c3cede",
    track="#e3e9f2",
    text="#131c2b",
    muted="#55657d",
    accent="#1f66e5",
    primary="#2563eb",
    on_primary="#ffffff",
    crit="#c8202f",
    crit_ground="#fdeaea",
    on_crit="#ffffff",
    warn="#8a5100",
    warn_ground="#fff3d6",
    ok="#0a6e3f",
    ok_ground="#e2f6ea",
    info="#1b5bd0",
    info_ground="#e6efff",
    idle="#55657d",
    idle_ground="#edf1f6",
    toast="#182235",
    toast_text="#ffffff",
    toast_accent="#8ab8ff",
    toast_key="#2a3853",
)

# White initials stay readable (>= 4.5) on every one of these.
AVATAR_COLOURS = ("#2563eb", "#7c3aed", "#0f766e", "#b45309", "#be185d", "#15803d", "#475569")
AVATAR_TEXT = "#ffffff"


def tokens_of(theme: Theme) -> Tokens:
    """The tokens of a look."""
    return DARK if theme == "dark" else LIGHT


def contrast(foreground: str, background: str) -> float:
    """Contrast ratio 1..21 of two #rrggbb colours (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(foreground), _luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_pairs(tokens: Tokens) -> list[tuple[str, str, str]]:
    """Every (name, text colour, background colour) the widgets draw."""
    grounds = ("ground", "rail", "surface", "raised", "hover", "chosen")
    pairs = [(text, ground) for text in ("text", "muted") for ground in grounds]
    for tone in ("crit", "warn", "ok", "info", "idle"):
        pairs += [(tone, f"{tone}_ground"), (tone, "surface"), (tone, "hover"), (tone, "chosen")]
        pairs += [("text", f"{tone}_ground"), ("muted", f"{tone}_ground")]
    pairs += [("info", f"{tone}_ground") for tone in ("crit", "warn", "idle")]
    pairs += [
        ("on_primary", "primary"),
        ("on_crit", "crit"),
        ("ok", "rail"),
        ("warn", "rail"),
        ("crit", "rail"),
    ]
    pairs += [("toast_text", "toast"), ("toast_accent", "toast"), ("toast_text", "toast_key")]
    named = [(f"{text} on {ground}", tokens.tone(text), tokens.tone(ground)) for text, ground in pairs]
    inverse = tokens_of("light" if tokens.theme == "dark" else "dark")
    tones = ("ok", "info", "warn", "crit")
    named += [(f"inverse {tone} on toast", inverse.tone(tone), tokens.toast) for tone in tones]
    return named + [(f"initials on {colour}", AVATAR_TEXT, colour) for colour in AVATAR_COLOURS]


def palette(tokens: Tokens) -> QPalette:
    """Qt's palette for what the style sheet does not reach."""
    roles = QPalette.ColorRole
    colours = {
        roles.Window: tokens.ground,
        roles.WindowText: tokens.text,
        roles.Base: tokens.surface,
        roles.AlternateBase: tokens.raised,
        roles.Text: tokens.text,
        roles.Button: tokens.raised,
        roles.ButtonText: tokens.text,
        roles.Highlight: tokens.primary,
        roles.HighlightedText: tokens.on_primary,
        roles.PlaceholderText: tokens.muted,
        roles.ToolTipBase: tokens.raised,
        roles.ToolTipText: tokens.text,
        roles.Link: tokens.info,
        roles.LinkVisited: tokens.info,
        roles.Accent: tokens.accent,
    }
    painted = QPalette()
    for role, colour in colours.items():
        painted.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        painted.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.edge))
    return painted


def style_sheet(tokens: Tokens, folder: Path = RESOURCES) -> str:
    """Qt's style sheet in these colours; `folder` holds styles/window.qss and icons/."""
    template = (folder / "styles" / "window.qss").read_text(encoding="utf-8")
    icons = (folder / "icons").as_posix()
    return Template(template).substitute(asdict(tokens), icons=icons)


def load_fonts(folder: Path = RESOURCES / "fonts") -> list[str]:
    """Give Qt the shipped fonts; the names of the files it did not take."""
    refused = []
    for file in sorted(folder.glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            refused.append(file.name)
    return refused


def font(px: int, weight: int = 400, *, tabular: bool = False) -> QFont:
    """The one family at `px` pixels; `tabular` digits for clocks and columns only."""
    made = QFont(FAMILY)
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    if tabular:
        # Persian digits of this family are proportional: a ticking clock would jitter.
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (_linear(channel) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)
