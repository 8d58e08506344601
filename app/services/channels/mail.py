"""The door to a mail server: one message a call, over the standard library's SMTP."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from app.services.channels.configured import STARTTLS, TLS, MailSettings
from app.services.messages.gateway import LONGEST_REFERENCE, NotSent

SECONDS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail."""

    to: str
    subject: str
    text: str
    at: datetime
    id: str
    """The same whenever it is tried again, so that the other side can tell it is the same."""
    file_name: str = ""
    file: bytes = b""


def send_mail(settings: MailSettings, password: str, letter: Letter) -> str:
    """Hand a mail to the server; what it answered. Raises NotSent, final where trying again is of no use."""
    try:
        with _connected(settings) as server:
            if settings.login:
                server.login(settings.login, password)
            return _hand_over(server, settings.sender, letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, told = error.recipients[letter.to]
        raise _refused(code, told, is_final=code >= 500) from error
    except smtplib.SMTPAuthenticationError as error:
        # Whoever mends the password finds what waited meanwhile still on its way.
        raise _refused(error.smtp_code, error.smtp_error, is_final=False) from error
    except smtplib.SMTPResponseException as error:
        is_final = error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPConnectError)
        raise _refused(error.smtp_code, error.smtp_error, is_final=is_final) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(str(error) or type(error).__name__) from error


def _connected(settings: MailSettings) -> smtplib.SMTP:
    port = int(settings.port)
    if settings.security == TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.host, port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(settings.host, port, timeout=SECONDS)
    if settings.security == STARTTLS:
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _hand_over(server: smtplib.SMTP, sender: str, letter: Letter) -> str:
    """As smtplib's own sendmail, but it tells the answer, by which the mail is found on the server."""
    server.ehlo_or_helo_if_needed()
    for code, told in (server.mail(sender), server.rcpt(letter.to)):
        if code not in {250, 251}:
            raise _refused(code, told, is_final=code >= 500)
    code, told = server.data(_message(sender, letter).as_bytes())
    if code != 250:
        raise _refused(code, told, is_final=code >= 500)
    return _told(told)


def _message(sender: str, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="base64")
    if letter.file_name:
        message.add_attachment(
            letter.file, maintype="application", subtype="octet-stream", filename=letter.file_name
        )
    return message


def _refused(code: int, told: bytes | str, *, is_final: bool) -> NotSent:
    return NotSent(f"{code} {_told(told)}".strip(), is_final=is_final)


def _told(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:LONGEST_REFERENCE]
