"""What stands in each field of a letter's text, in words: the help beside the editor."""

from collections.abc import Mapping

from app.i18n import N_

FIELD_WORDS: Mapping[str, str] = {
    "about": N_("what the letter is about"),
    "action_day": N_("last day for the plan of corrective action"),
    "addressee": N_("the person addressed"),
    "amount": N_("a sum in figures"),
    "answer_day": N_("last day to answer"),
    "article": N_("article of the contract"),
    "clauses": N_("clauses cited"),
    "contract": N_("the contract with its number"),
    "contract_date": N_("day of the contract"),
    "contract_number": N_("number of the contract"),
    "contractor": N_("name of the contractor"),
    "date": N_("day of the letter"),
    "days": N_("number of days"),
    "decided_day": N_("day of the decision"),
    "earlier_date": N_("day of the earlier letter"),
    "earlier_number": N_("number of the earlier letter"),
    "first_day": N_("first day of the period"),
    "further": N_("the sentence that follows an earlier letter"),
    "last_day": N_("last day of the period"),
    "legal_id": N_("national id of the company"),
    "number": N_("number of the letter"),
    "penalty": N_("the contract's word for penalty"),
    "period": N_("month or quarter"),
    "post": N_("post of the person addressed"),
    "reason": N_("why it was decided so"),
    "received_day": N_("day on which the objection came"),
    "rows": N_("number of lines"),
    "sheets": N_("number of sheets"),
    "their_number": N_("number of the contractor's letter"),
    "words": N_("a sum in words"),
}
