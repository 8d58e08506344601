"""A page of sample texts that holds the widgets of a board."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views.appearance import Appearance
from app.views.widgets.alarm_card import AlarmCard, CardAction, CardFace
from app.views.widgets.canvas import Canvas
from app.views.widgets.choices import ChipRow, Choice, SegmentedControl
from app.views.widgets.frames import Panel, ScrolledColumn
from app.views.widgets.key_hints import KeyHintBar, KeyName
from app.views.widgets.kpi_card import Figure, KpiCard
from app.views.widgets.labels import Part
from app.views.widgets.marks import TimeState, paint_avatar, paint_pill, paint_square, paint_time_left
from app.views.widgets.message_bar import Message, MessageBar
from app.views.widgets.rail import Destination, NavigationRail
from app.views.widgets.suggestion_bar import Answer, SuggestionBar
from app.views.widgets.top_bar import SearchBox, TopBar

SHOWN_AT = datetime(2026, 11, 22, 16, 11, 21, tzinfo=UTC)
NARROW = 1500
ROW_HEIGHT = 52

FIGURES = (
    (
        "تماس‌های باز",
        "Open calls",
        "۱۲ مورد کمتر از دیروز",
        "12 fewer than yesterday",
        "phone-in-talk",
        "text",
    ),
    ("نقض SLA", "SLA breached", "۳ مورد تأیید نشده", "3 not acknowledged", "alert-octagon", "crit"),
    ("۳۰ دقیقه تا نقض", "Breach in 30 min", "نزدیک‌ترین: ۰۴:۱۲", "next in 04:12", "timer-sand", "warn"),
    ("بدون تکنسین", "Unassigned", "قدیمی‌ترین: ۲۶ دقیقه", "oldest 26 min", "account-question-outline", "text"),
    (
        "تکنسین آزاد",
        "Technicians free",
        "از ۴۱ نفر در شیفت",
        "of 41 on shift",
        "account-check-outline",
        "text",
    ),
    ("SLA امروز", "SLA today", "هدف ۹۵٪", "target 95%", "target", "ok"),
)

Said = Callable[[str, str], str]


def in_language(appearance: Appearance) -> Said:
    """Sample texts of the gallery, which no catalogue holds."""

    def said(persian: str, english: str) -> str:
        return persian if appearance.language == "fa" else english

    return said


class SampleRows(QWidget):
    """Rows as a delegate would paint them, one for each state."""

    STATES: tuple[tuple[TimeState, int, float], ...] = (
        ("late", 1084, 1.0),
        ("late", 45, 1.0),
        ("warning", 252, 0.96),
        ("left", 3959, 0.72),
        ("paused", 12600, 0.55),
        ("met", 5400, 0.6),
    )

    def __init__(self, appearance: Appearance, *, compact: bool) -> None:
        super().__init__()
        self._appearance = appearance
        self._compact = compact
        self._height = 40 if compact else ROW_HEIGHT
        self.setMinimumHeight(self._height * len(self.STATES))
        self.setAccessibleName("rows")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = Canvas(painter, self.rect(), self._appearance)
        for number, state in enumerate(self.STATES):
            row = whole.within(whole.rect(0, number * self._height, self.width(), self._height))
            self._paint_row(row, number, state)

    def _paint_row(self, row: Canvas, number: int, state: tuple[TimeState, int, float]) -> None:
        said, height = in_language(self._appearance), self._height
        if number == 2:
            row.painter.fillRect(row.box, row.colour("chosen"))
        row.painter.fillRect(row.rect(0, height - 1, self.width(), 1), row.colour("line"))
        tone = ("crit", "crit", "warn", "warn", "info", "info")[number]
        paint_square(row, row.rect(16, (height - 26) // 2, 34, 26), said("۱", "P1"), tone=tone)
        words = {"late": ("دیرکرد", "late"), "paused": ("متوقف", "paused"), "met": ("انجام شد", "met")}
        word = said(*words.get(state[0], ("مانده", "left")))
        paint_time_left(
            row,
            row.rect(66, 0, 168, height),
            state[0],
            text=self._appearance.formats.clock(state[1]),
            word=word,
            fraction=state[2],
            compact=self._compact,
        )
        row.text(row.rect(256, 0, 60, height), self._appearance.formats.digits("10452"), px=14, weight=600)
        self._paint_place(row)
        self._paint_person(row, number)

    def _paint_person(self, row: Canvas, number: int) -> None:
        said, height = in_language(self._appearance), self._height
        name = said("الف نمونه", "Ali Sample")
        paint_avatar(row, row.rect(490, (height - 28) // 2, 28, 28), name, seed=number)
        row.text(row.rect(526, 0, 110, height), name)
        stage = row.rect(650, 0, 160, height)
        if number % 2:
            paint_pill(row, stage, said("در مسیر", "En route"))
        else:
            paint_pill(
                row,
                stage,
                said("تخصیص نشده", "Unassigned"),
                tone="crit",
                icon="account-plus-outline",
                outlined=True,
            )

    def _paint_place(self, row: Canvas) -> None:
        place, height = in_language(self._appearance)("فروشگاه نمونهٔ یک", "Sample store one"), self._height
        if self._compact:
            row.text(row.rect(324, 0, 150, height), place, px=14, weight=500)
        else:
            row.text(row.rect(324, 5, 150, 22), place, px=14, weight=500)
            row.text(row.rect(324, 26, 150, 18), "T-2204871", px=12, colour="muted", ltr=True)


def board_page(appearance: Appearance, width: int) -> QWidget:
    """A page like the job board, of sample texts."""
    said = in_language(appearance)
    page = ground()
    across = QHBoxLayout(page)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(0)
    across.addWidget(_rail(appearance, said))
    down = QVBoxLayout()
    down.setSpacing(0)
    across.addLayout(down, 1)
    prompt = said("جستجو یا اجرای فرمان…", "Search or run a command…")
    top = TopBar(appearance, search=SearchBox(appearance, prompt=prompt, keys="Ctrl K"))
    top.show_title(
        said("تابلوی کار", "Job board"), said("منطقهٔ ۱ · تهران و البرز", "Region 1 · Tehran & Alborz")
    )
    top.show_time(SHOWN_AT)
    down.addWidget(top)
    body = QHBoxLayout()
    body.setContentsMargins(20, 16, 20, 12)
    body.setSpacing(16)
    down.addLayout(body, 1)
    body.addLayout(_main_column(appearance, said, narrow=width < NARROW), 1)
    body.addWidget(_alarm_panel(appearance, said, 312 if width < NARROW else 366))
    down.addWidget(_foot(appearance, said))
    return page


def ground() -> QWidget:
    """An empty page."""
    page = QWidget()
    page.setProperty("role", "ground")
    return page


def _rail(appearance: Appearance, said: Said) -> NavigationRail:
    pages = (
        ("board", "تابلوی کار", "Jobs", "view-list"),
        ("wall", "دیوار زنده", "Wallboard", "monitor-dashboard"),
        ("pm", "تقویم PM", "PM calendar", "calendar-clock"),
        ("contractors", "پیمانکاران", "Contractors", "account-hard-hat"),
        ("penalties", "جریمه‌ها", "Penalties", "gavel"),
        ("terminals", "پایانه‌ها", "Terminals", "point-of-sale"),
        ("reports", "گزارش", "Reports", "chart-box-outline"),
        ("settings", "تنظیمات", "Settings", "cog-outline"),
    )
    places = [Destination(key, said(fa, en), icon, at_foot=key == "settings") for key, fa, en, icon in pages]
    rail = NavigationRail(appearance, tuple(places))
    rail.choose("board")
    rail.show_waiting("wall", 3)
    rail.show_waiting("penalties", 128)
    return rail


def _main_column(appearance: Appearance, said: Said, *, narrow: bool) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(12)
    column.addLayout(_kpis(appearance, said))
    column.addWidget(_suggestion(appearance, said))
    panel = Panel(appearance)
    head = QHBoxLayout()
    head.setContentsMargins(14, 10, 14, 10)
    head.addWidget(_chips(appearance, said), 1)
    views = (("table", "جدول", "Table", "table"), ("kanban", "کانبان", "Kanban", "view-column-outline"))
    choices = tuple(Choice(key, said(fa, en), icon) for key, fa, en, icon in views)
    head.addWidget(SegmentedControl(appearance, choices, name=said("نما", "View")))
    panel.body.addLayout(head)
    panel.body.addWidget(SampleRows(appearance, compact=narrow))
    panel.body.addStretch(1)
    column.addWidget(panel, 1)
    return column


def _suggestion(appearance: Appearance, said: Said) -> SuggestionBar:
    accept, decline = (
        Answer(said("تخصیص", "Assign"), "Enter"),
        Answer(said("انتخاب دیگر", "Choose other"), "N"),
    )
    widen = Answer(said("کل صف…", "Whole queue…"), "Q")
    bar = SuggestionBar(appearance, accept=accept, decline=decline, widen=widen)
    bar.show_parts(
        (
            Part(said("فوری‌ترین بدون تکنسین:", "Most urgent, unassigned:"), "muted"),
            Part(said("۱۰۴۸۲ فروشگاه نمونه", "10482 Sample store"), bold=True),
            Part(said("۰۴:۱۲ مانده", "04:12 left"), "warn", bold=True),
            Part(said("پیشنهاد:", "Suggested:"), "muted"),
            Part(said("ر. نمونه", "R. Sample"), bold=True),
            Part(said("· ۳٫۲ کیلومتر · ۱ کار · قطعه دارد", "· 3.2 km · 1 job · has the part"), "muted"),
        )
    )
    return bar


def _chips(appearance: Appearance, said: Said) -> ChipRow:
    names = (
        ("all", "همه", "All", 1187),
        ("mine", "منطقهٔ من", "My region", 64),
        ("free", "بدون تکنسین", "Unassigned", 11),
        ("risk", "در خطر", "At risk", 6),
        ("late", "نقض‌شده", "Breached", 3),
        ("hold", "متوقف", "On hold", 9),
    )
    chips = ChipRow(appearance, tuple(Choice(key, said(fa, en)) for key, fa, en, _count in names))
    for key, _fa, _en, count in names:
        chips.show_count(key, count)
    return chips


def _kpis(appearance: Appearance, said: Said) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    number, percent = appearance.formats.number, appearance.formats.percent
    course = (9.0, 8.0, 8.0, 7.0, 7.5, 6.0, 6.2, 5.0)
    values = (number(187), number(3), number(6), number(11), number(17), percent(0.964))
    for (persian, english, note_fa, note_en, icon, tone), value in zip(FIGURES, values, strict=True):
        card = KpiCard(appearance, said(persian, english), icon=icon)
        card.show_figure(Figure(value, said(note_fa, note_en), course, tone))
        row.addWidget(card)
    return row


def _alarm_panel(appearance: Appearance, said: Said, width: int) -> Panel:
    panel = Panel(
        appearance, title=said("هشدارهای فعال", "Active alarms"), icon="bell-ring", keys="F8", tone="crit"
    )
    panel.setFixedWidth(width)
    panel.show_note(said("۳ تأییدنشده · ۲ تعویق‌شده", "3 unacknowledged · 2 shelved"))
    actions = (
        CardAction("acknowledge", said("تأیید", "Acknowledge"), "danger"),
        CardAction("shelve", said("تعویق", "Shelve")),
        CardAction("open", said("نمایش کارها", "Show jobs"), "link"),
    )
    cards = ScrolledColumn()
    for face in _faces(appearance, said):
        cards.add(AlarmCard(appearance, face, actions))
    panel.body.addWidget(cards, 1)
    messages = MessageBar(appearance)
    text = said("تماس ۱۰۴۷۱ به «ل. نمونه» تخصیص یافت", "Call 10471 assigned to L. Sample")
    messages.say(Message(text, token=1))
    panel.body.addWidget(messages)
    return panel


def _faces(appearance: Appearance, said: Said) -> tuple[CardFace, ...]:
    ago = appearance.formats.ago
    return (
        CardFace(
            said("نقض SLA · تماس ۱۰۴۶۱", "SLA breach · call 10461"),
            said("کرج، بدون تکنسین", "Karaj, no technician"),
            ago(312),
        ),
        CardFace(
            said("سیل هشدار · ۱۴ پایانهٔ شهریار", "Flood · 14 terminals in Shahriar"),
            said("یک علت مشترک: قطعی APN", "One likely cause: APN outage"),
            ago(120),
            icon="layers-triple",
        ),
        CardFace(
            said("نزدیک به نقض · تماس ۱۰۴۸۲", "Near breach · call 10482"),
            said("۰۴:۱۲ مانده، بدون تکنسین", "04:12 left, no technician"),
            ago(0),
            tone="warn",
            icon="alert",
            is_open=False,
        ),
        CardFace(
            said("پیمانکار پاسخ نداده", "Contractor silent"),
            said("۳ کار بدون پذیرش", "3 jobs not accepted"),
            ago(480),
            tone="info",
            icon="account-clock",
            is_open=False,
        ),
    )


def _foot(appearance: Appearance, said: Said) -> KeyHintBar:
    keys = (
        ("J K", "حرکت", "Move"),
        ("Enter", "باز کردن", "Open"),
        ("A", "تخصیص", "Assign"),
        ("N", "فوری‌ترین", "Most urgent"),
        ("Space", "انتخاب", "Select"),
        ("F8", "هشدار بعدی", "Next alarm"),
        ("Ctrl Z", "واگرد", "Undo"),
        ("?", "همهٔ کلیدها", "All keys"),
    )
    foot = KeyHintBar(appearance, tuple(KeyName(cap, said(fa, en)) for cap, fa, en in keys))
    foot.show_status(said("زنده · به‌روز ۲ ثانیه پیش", "Live · updated 2 s ago"))
    return foot
