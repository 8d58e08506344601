"""Which sentences every text of a letter has, and which fields each may use."""

from collections.abc import Mapping

_COMMON = ("penalty", "contractor", "contract", "contract_number", "article", "contract_date", "further")
_EARLIER = ("earlier_number", "earlier_date")
_PERIOD = (*_COMMON, "period", "first_day", "last_day")
_NOTICE = (*_PERIOD, "clauses", "days", "action_day", "rows")
_WARNING = (*_COMMON, "about", "days", "answer_day")
_DECISION = (*_PERIOD, *_EARLIER, "reason", "received_day", "their_number", "days", "decided_day")


def _each(keys: str, allowed: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(keys.split(), allowed)


_FORM: Mapping[str, tuple[str, ...]] = {
    **_each("invocation date number attachment attachment_none subject_label", ()),
    "attachment_value": ("sheets",),
    **_each("company unit addressee post signatory signatory_post penalty", ()),
    "addressee_company": ("post", "contractor", "legal_id"),
    "legal_id": ("legal_id",),
    "contract": ("contract_number",),
    "salutation": ("addressee",),
    "salutation_plain": (),
    "article": ("article",),
    "contract_date": ("contract_date",),
    **_each("clause clauses", ("clauses",)),
    **_each("and comma", ()),
    "rial": ("amount",),
    "words": ("words",),
    **_each("closing copies_heading copies footer not_done", ()),
    "days_late": ("days",),
    "share_of": ("promise",),
    **_each("share_kept down_hours down_days points", ("figure",)),
    "annex_heading": ("number", "date"),
    "their_number": ("their_number",),
}

SENTENCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "form": _FORM,
    "penalty": {
        "further": _EARLIER,
        **_each("title title_interim subject subject_interim opening opening_annex", _NOTICE),
        **_each("gross caps incident lowered payable", ()),
        **_each("objection interim action_plan", _NOTICE),
    },
    **{
        kind: {"further": _EARLIER, **_each("title subject opening demand consequence", _WARNING)}
        for kind in ("first-warning", "second-warning", "corrective-action")
    },
    **{
        kind: {
            "further": _EARLIER,
            **_each("title subject opening", _DECISION),
            **_each("before difference after", ()),
            **_each("remaining remaining_raised", _DECISION),
        }
        for kind in ("objection-answer", "waiver", "correction")
    },
}
"""By kind of text: the fields of every sentence, by its key. All keys are needed."""

TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "form": {
        "columns": (
            *("row", "job", "terminal", "promise", "due", "done", "delay", "figure", "clause", "amount"),
            *("count", "matter", "before", "after", "decision", "reason"),
        ),
        "promises": (
            "acknowledge",
            "dispatch",
            "accept",
            "arrive",
            "resolve",
            "install",
            "pm",
            "appointment",
        ),
        "happenings": (
            *("no-show", "wrong-report", "terminal-lost", "repeat", "downtime-days", "downtime-hours"),
            *("points", "step-in", "escalation"),
        ),
        "decisions": ("upheld", "reduced", "cancelled", "raised"),
        "reasons": (
            *("good-record", "first-time", "partial-fault", "employers-delay", "force-majeure", "data-error"),
            *("settlement", "objection", "waiver", "recalculation", "calculation-error"),
            *("evidence-accepted", "evidence-partial", "evidence-missing", "not-covered"),
        ),
    }
}
"""Tables of plain words, by kind of text."""

CAME_LATER: Mapping[str, tuple[str, ...]] = {
    "form": (
        *("happenings", "columns.figure", "share_of", "share_kept", "down_hours", "down_days", "points"),
    ),
}
"""Keys that a text written before they were there lacks: it says them as the shipped one does."""

MAY_BE_EMPTY = frozenset(
    {
        *("invocation", "unit", "signatory", "addressee", "copies", "footer", "further", "contract"),
        *("legal_id", "article", "contract_date", "clause", "clauses", "their_number"),
        *("consequence", "action_plan", "remaining", "remaining_raised"),
    }
)
