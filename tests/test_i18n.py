"""The catalogue that is searched where it lies says what the one of the standard library says."""

from gettext import GNUTranslations

from babel.messages.mofile import read_mo

from app.i18n import LOCALE_FOLDER, _, ngettext, pgettext, speaking

FILE = LOCALE_FOLDER / "fa" / "LC_MESSAGES" / "poshtiban.mo"


def test_every_message_is_found_and_no_other() -> None:
    with FILE.open("rb") as opened:
        standard = GNUTranslations(opened)
    with FILE.open("rb") as opened:
        messages = [message for message in read_mo(opened) if message.id]
    assert len(messages) > 1_000
    with speaking("fa"):
        for message in messages:
            if message.pluralizable:
                for count in (0, 1, 2, 11):
                    assert ngettext(*message.id, count) == standard.ngettext(*message.id, count)
            elif message.context:
                said = pgettext(message.context, message.id)
                assert said == standard.pgettext(message.context, message.id)
            else:
                assert _(message.id) == standard.gettext(message.id)
        for unknown in ("no such message", "\x04", "ی", "zzz"):
            assert pgettext("nowhere", unknown) == unknown
            assert ngettext(unknown, "several", 2) == standard.ngettext(unknown, "several", 2)
            assert _(unknown) == standard.gettext(unknown)
