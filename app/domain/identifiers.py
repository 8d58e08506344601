"""Iranian identifiers: whether one can be real by its check figures, and made-up ones for sample regions."""

import re
import unicodedata
from random import Random

from app.domain.persian import latin_digits

_MOBILE = re.compile(r"09[0-9]{9}")
_POSTAL_CODE = re.compile(r"(?!([0-9])\1{3})[13-9]{4}[1346-9][013-9]{5}")

_LEGAL_WEIGHTS = (29, 27, 23, 19, 17) * 2
_IR_AS_FIGURES = "1827"  # ISO 13616 counts I as 18 and R as 27

# No register office, companies' register or bank is known to use these, so that
# a made-up identifier is nobody's.
_NO_OFFICE = "99"
_NO_BANK = "999"
_NO_OPERATOR = "0950"

_SERIAL_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # without those that are read as figures


def canonical(text: str) -> str:
    """An identifier as it is stored: Latin digits, capitals, no spaces, hyphens or invisible marks."""
    kept = (
        letter
        for letter in latin_digits(text)
        if letter != "-" and not letter.isspace() and unicodedata.category(letter) != "Cf"
    )
    return "".join(kept).upper()


def is_national_id(text: str) -> bool:
    """Whether a person's ten-figure national code (کد ملی) has the right check figure."""
    code = canonical(text)
    if not _has_figures(code, 10) or len(set(code)) == 1 or code[3:9] == "000000":
        return False
    return code[9] == _national_check(code[:9])


def is_legal_id(text: str) -> bool:
    """Whether a company's eleven-figure national ID (شناسه ملی) has the right check figure."""
    code = canonical(text)
    if not _has_figures(code, 11) or code[3:9] == "000000":
        return False
    return code[10] == _legal_check(code[:10])


def is_iban(text: str) -> bool:
    """Whether an Iranian IBAN (شماره شبا), IR and 24 figures, has the right check figures."""
    code = canonical(text)
    if not code.startswith("IR") or not _has_figures(code[2:], 24):
        return False
    return code[2:4] == _iban_check(code[4:])


def is_mobile(text: str) -> bool:
    """Whether a mobile number is 09 and nine figures."""
    return _MOBILE.fullmatch(canonical(text)) is not None


def is_usual_postal_code(text: str) -> bool:
    """Whether a ten-figure postal code looks as they usually do; a reason to warn, not to refuse."""
    return _POSTAL_CODE.fullmatch(canonical(text)) is not None


def sample_national_id(random: Random) -> str:
    """A made-up national code with a right check figure; like every sample, it may come up again."""
    body = _NO_OFFICE + f"{random.randrange(10, 10**7):07}"
    return body + _national_check(body)


def sample_legal_id(random: Random) -> str:
    """A made-up company's national ID with a right check figure."""
    body = _NO_OFFICE + f"{random.randrange(10, 10**8):08}"
    return body + _legal_check(body)


def sample_iban(random: Random) -> str:
    """A made-up IBAN with right check figures."""
    account = _NO_BANK + f"{random.randrange(10**19):019}"
    return f"IR{_iban_check(account)}{account}"


def sample_mobile(random: Random) -> str:
    """A made-up mobile number."""
    return _NO_OPERATOR + f"{random.randrange(10**7):07}"


def sample_terminal_number(random: Random) -> str:
    """A made-up terminal number of eight figures."""
    return str(random.randrange(10**7, 10**8))


def sample_merchant_number(random: Random) -> str:
    """A made-up merchant number of fifteen figures."""
    return str(random.randrange(10**14, 10**15))


def sample_serial(random: Random) -> str:
    """A made-up serial number of a device: two letters and eight figures."""
    return "".join(random.choices(_SERIAL_LETTERS, k=2)) + f"{random.randrange(10**8):08}"


def _has_figures(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def _national_check(body: str) -> str:
    rest = sum(int(figure) * weight for figure, weight in zip(body, range(10, 1, -1), strict=True)) % 11
    return str(rest if rest < 2 else 11 - rest)


def _legal_check(body: str) -> str:
    shift = int(body[9]) + 2
    rest = (
        sum((shift + int(figure)) * weight for figure, weight in zip(body, _LEGAL_WEIGHTS, strict=True)) % 11
    )
    return str(rest % 10)


def _iban_check(account: str) -> str:
    return f"{98 - int(account + _IR_AS_FIGURES + '00') % 97:02}"
