"""The agreements of a what-if: one set of them, or two where an agreement is given in two drafts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.agreement_file import read_agreement
from app.domain.agreements import Agreement
from app.domain.errors import BadInput
from app.domain.what_if import with_prices
from app.services.imports.outcome import quoted
from app.services.imports.text_file import decoded, file_bytes

Scenario = tuple[Agreement, ...]
"""Agreements that hold together, each of a code of its own."""


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """An agreement and the file it was read from."""

    file: str
    agreement: Agreement


def read_agreement_files(paths: Iterable[Path]) -> list[AgreementFile]:
    """The agreements of some files; BadInput names the key that is wrong."""
    found = []
    for path in paths:
        text = decoded(file_bytes(path), "utf-8", file=path.name)
        found.append(AgreementFile(path.name, read_agreement(text, file=path.name)))
    return found


def time_zone(files: Sequence[AgreementFile]) -> ZoneInfo:
    """The one time zone in which days begin and instants without an offset are read."""
    first = files[0].agreement.time_zone
    for each in files:
        if each.agreement.time_zone != first:
            raise BadInput(
                each.file,
                quoted(each.agreement.time_zone),
                f"{first}, the time zone of {files[0].file}",
                column="time_zone",
            )
    return ZoneInfo(first)


def scenarios(files: Sequence[AgreementFile]) -> list[Scenario]:
    """One scenario of agreements of different codes; two files of one code make a second, with the second.

    BadInput where more than one code comes twice, or one comes more often.
    """
    counts = Counter(each.agreement.code for each in files)
    twice = [code for code, count in counts.items() if count > 1]
    for each in files:
        code = each.agreement.code
        if counts[code] > 2 or code in twice[1:]:
            found = f"{quoted(code)} in {counts[code]} files"
            raise BadInput(each.file, found, "one agreement in two drafts at most", column="code")
    second = {each.agreement.code: each.agreement for each in files}
    first = {each.agreement.code: each.agreement for each in reversed(files)}
    both = [tuple(first[code] for code in counts), tuple(second[code] for code in counts)]
    return both if twice else both[:1]


def priced(files: Sequence[AgreementFile], prices: Mapping[str, Decimal]) -> list[AgreementFile]:
    """The agreements with other sums; BadInput for a price that none of them names."""
    known = {name for each in files for version in each.agreement.versions for name in version.prices}
    for name in prices:
        if name not in known:
            expected = "one of " + ", ".join(sorted(known)) if known else "no price: none is named"
            raise BadInput("command line", quoted(name), expected, column="--price")
    return [AgreementFile(each.file, with_prices(each.agreement, prices)) for each in files]
