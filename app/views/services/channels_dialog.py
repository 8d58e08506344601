"""How alarms are mailed and posted: set for every desk, passwords for this one, each tried out."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.clock import Clock
from app.domain.errors import PoshtibanError
from app.domain.persian import Language, latin_digits
from app.i18n import N_, _, chosen, speaking
from app.services.channels.configured import (
    RAISED_FROM,
    SECURITIES,
    Channels,
    MailSettings,
    Recipient,
    WebhookSettings,
    is_address,
    set_channels,
)
from app.services.channels.passwords import MAIL, SMS, WEBHOOK, keep_password, password
from app.services.channels.trying import try_mail, try_webhook
from app.views.appearance import Appearance
from app.views.desk import Desk
from app.views.penalties.step_form import StepForm, choice_of
from app.views.plain_words import name_in
from app.views.widgets.labels import label
from app.views.wording import refusal

SECURITY = {
    "starttls": N_("STARTTLS"),
    "tls": N_("TLS from the first byte"),
    "none": N_("none: inside the house alone"),
}
RAISED = {
    "never": N_("no; only what is passed up"),
    "high": N_("those of high urgency"),
    "medium": N_("medium and high"),
    "low": N_("all"),
}
LANGUAGES = {"fa": N_("Persian"), "en": N_("English")}
Task = Callable[[], object]


class ChannelsDialog(StepForm):
    """Saves by itself what was typed; a password goes into the key store of this machine and nowhere else."""

    def __init__(
        self, parent: QWidget, desk: Desk, appearance: Appearance, now: Channels, people: list[Recipient]
    ) -> None:
        super().__init__(parent, appearance, _("Channels of alarms"), accept=_("Save"))
        self._desk = desk
        self._people = people
        mail, webhook = now.mail, now.webhook
        self.host, self.port, self.login, self.from_whom = (
            _line(text) for text in (mail.host, mail.port, mail.login, mail.sender)
        )
        self.security = _box(SECURITY, SECURITIES, mail.security, name=_("Encryption"))
        self.raised = _box(RAISED, RAISED_FROM, mail.raised_from, name=_("New alarms"))
        self.language = _box(LANGUAGES, LANGUAGES, mail.language, name=_("Language of mails"))
        self.url, self.seconds = _line(webhook.url), _line(webhook.seconds)
        self.secrets = {channel: _secret() for channel in (MAIL, WEBHOOK, SMS)}
        self.person, self.address = QComboBox(), _line("")
        self._addresses = {each.user_id: each.address for each in people}
        for each in people:
            name = name_in(each.name, each.name_en, fa=appearance.is_rtl)
            self.person.addItem(f"{name} ({each.login})", each.user_id)
        self.test_to = _line(next((each.address for each in people if each.login == desk.user), ""))
        self.mail_test, self.webhook_test = QPushButton(_("Send a test")), QPushButton(_("Post a test"))
        self.told = label("quiet", wraps=True)
        self._lay_out()
        self.person.currentIndexChanged.connect(self._show_address)
        self.address.textEdited.connect(self._keep_address)
        self.mail_test.clicked.connect(self.test_mail)
        self.webhook_test.clicked.connect(self.test_webhook)
        self.answered.connect(self._save)
        self._show_address()
        self._begin(_known_passwords, self._show_known, self.refuse)

    def answer(self) -> tuple[MailSettings, WebhookSettings]:
        mail = MailSettings(
            host=self.host.text().strip(),
            port=latin_digits(self.port.text().strip()),
            security=self.security.currentData(),
            login=self.login.text().strip(),
            sender=self.from_whom.text().strip(),
            raised_from=self.raised.currentData(),
            language=self.language.currentData(),
        )
        seconds = latin_digits(self.seconds.text().strip())
        return mail, WebhookSettings(url=self.url.text().strip(), seconds=seconds)

    @Slot()
    def test_mail(self) -> None:
        """Send a mail as it is set here, saved or not, and say the server's answer."""
        to = self.test_to.text().strip()
        if not is_address(to):
            self.say_wrong(_("Write the address that the test goes to."))
            return
        secret = self.secrets[MAIL].text()
        self._try(partial(_tried_mail, self.answer()[0], secret, to, self._desk.clock, chosen()))

    @Slot()
    def test_webhook(self) -> None:
        """Post a test as it is set here, and say the answer."""
        self._try(partial(_tried_webhook, self.answer()[1], self.secrets[WEBHOOK].text(), self._desk.clock))

    def _try(self, task: Task) -> None:
        self.say_wrong("")
        self.told.setText(_("Waiting for the answer…"))
        for button in (self.mail_test, self.webhook_test):
            button.setEnabled(False)
        self._begin(task, self._show_answer, self._show_refusal)

    def _begin(self, task: Task, done: Callable[..., None], refused: Callable[..., None]) -> None:
        """A server or a key store may take its time: no question of the window waits for it."""
        work = self._desk.begin(_alone, task)
        work.done.connect(done)
        work.refused.connect(refused)
        work.start()

    @Slot(object)
    def _show_answer(self, answer: object) -> None:
        self._may_test()
        self.told.setText(_("Answer: {answer}").format(answer=answer))

    @Slot(object)
    def _show_refusal(self, error: PoshtibanError) -> None:
        self._may_test()
        self.told.setText("")
        self.say_wrong(refusal(error))

    def _may_test(self) -> None:
        for button in (self.mail_test, self.webhook_test):
            button.setEnabled(True)

    @Slot(object)
    def _save(self, said: tuple[MailSettings, WebhookSettings]) -> None:
        secrets = {channel: edit.text() for channel, edit in self.secrets.items() if edit.text()}
        self._desk.do(
            set_channels,
            said,
            dict(self._addresses),
            by=self._desk.user,
            done=partial(self._keep_secrets, secrets),
            failed=self.refuse,
        )

    def _keep_secrets(self, secrets: dict[str, str], _answer: object) -> None:
        self._begin(partial(_keep, secrets), self._end, self.refuse)

    @Slot(object)
    def _end(self, _answer: object) -> None:
        self.settle()

    @Slot()
    def _show_address(self) -> None:
        self.address.setText(self._addresses.get(self.person.currentData(), ""))

    @Slot(str)
    def _keep_address(self, text: str) -> None:
        self._addresses[self.person.currentData()] = text.strip()

    @Slot(object)
    def _show_known(self, known: dict[str, bool]) -> None:
        for channel, edit in self.secrets.items():
            kept = _("kept on this machine; type to change it")
            edit.setPlaceholderText(kept if known[channel] else _("none on this machine yet"))

    def _lay_out(self) -> None:
        self.fields.addRow(label("strong", _("Mail")))
        server = _beside_each_other((self.host, 3), (self.port, 1), (self.security, 2))
        for edit, name in ((self.host, _("Server")), (self.port, _("Port"))):
            edit.setAccessibleName(name)
        self.add_field(_("Server, port, encryption"), server)
        self.add_field(_("Login"), self.login)
        self.add_field(_("Password"), self.secrets[MAIL])
        self.add_field(_("From"), self.from_whom)
        self.add_field(_("New alarms by mail"), self.raised)
        self.add_field(_("Language of mails"), self.language)
        for edit, name in ((self.address, _("Address")), (self.test_to, _("Address of the test"))):
            edit.setAccessibleName(name)
        self.add_field(_("Address of a person"), _beside_each_other((self.person, 1), (self.address, 1)))
        self.add_field(_("Test to"), _beside_each_other((self.test_to, 1), (self.mail_test, 0)))
        self.fields.addRow(label("strong", _("Webhook")))
        self.seconds.setAccessibleName(_("Seconds to wait"))
        self.add_field(_("Address and seconds"), _beside_each_other((self.url, 5), (self.seconds, 1)))
        self.add_field(_("Secret"), _beside_each_other((self.secrets[WEBHOOK], 1), (self.webhook_test, 0)))
        self.fields.addRow(label("strong", _("SMS")))
        self.add_field(_("Token of the gateway"), self.secrets[SMS])
        self.fields.addRow("", self.told)
        self.setMinimumWidth(680)


def _alone(_doors: object, _clock: object, _work: object, task: Task) -> object:
    return task()


def _tried_mail(settings: MailSettings, secret: str, to: str, clock: Clock, language: Language) -> str:
    with speaking(language):
        return try_mail(settings, secret or password(MAIL), to, clock.now())


def _tried_webhook(settings: WebhookSettings, secret: str, clock: Clock) -> str:
    return try_webhook(settings, secret or password(WEBHOOK), clock.now())


def _known_passwords() -> dict[str, bool]:
    return {channel: bool(password(channel)) for channel in (MAIL, WEBHOOK, SMS)}


def _keep(secrets: dict[str, str]) -> None:
    for channel, value in secrets.items():
        keep_password(channel, value)


def _line(text: str) -> QLineEdit:
    return QLineEdit(text)


def _secret() -> QLineEdit:
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit


def _box(words: Mapping[str, str], keys: Iterable[str], now: str, *, name: str) -> QComboBox:
    box = choice_of(words, keys, name=name)
    box.setCurrentIndex(box.findData(now))
    return box


def _beside_each_other(*widgets: tuple[QWidget, int]) -> QWidget:
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget, weight in widgets:
        row.addWidget(widget, weight)
    return held
