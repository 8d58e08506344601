"""Letters beside the notice, and the letterheads and wordings they are written with."""

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PIL import Image
from sqlalchemy import select

from app.domain.errors import BadInput, RuleBroken
from app.domain.jalali import JalaliMonth
from app.models.letters import Letterhead, LetterOrder, LetterPicture, LetterWording
from app.models.parties import Party, Region
from app.models.penalties import Letter, LetterDocument, Numbering, PenaltyCase
from app.models.penalty_life import (
    CaseCorrection,
    CaseObjection,
    CorrectedLine,
    ObjectedLine,
)
from app.services.letters.actions import Warn, answer_objection, correct, tell_waiver, warn
from app.services.letters.archive import export, letter_pdf, letter_text, letters
from app.services.letters.batch import issue_cases
from app.services.letters.kinds import LetterKind
from app.services.letters.letterheads import (
    NewLetterhead,
    letterheads,
    remove_logo,
    save_letterhead,
    set_logo,
)
from app.services.letters.occasion import Signatory
from app.services.letters.printing import print_letter
from app.services.letters.templates import shipped
from app.services.letters.wordings import (
    NewWording,
    history,
    save_wording,
    take_back,
    wording_text,
    wordings,
)
from app.services.penalties.corrections import (
    Correction,
    LineAfter,
    approve_correction,
    propose_correction,
)
from app.services.penalties.drafting import draft
from app.services.penalties.life import CaseRef, approve_unseen
from app.services.penalties.waivers import Waiver, approve_waiver, ask_waiver
from tests.services.contract import CONTRACT, contractor_scene, local

OVER = local(11, 22, 10)


@pytest.fixture
def scene(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as built:
        built.clock.turn_to(OVER)
        yield built


@pytest.fixture
def notified(scene):
    """A scene with one issued case; returns the case's id."""
    scene.repaired(local(10, 26, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    scene.clock.turn_to(OVER)
    with scene.store.writing() as session:
        case_id = draft(
            session, scene.clock, party_id=scene.party_id, agreement="UC-1", month=JalaliMonth(1405, 8)
        )
        approve_unseen(session, scene.clock, CaseRef(case_id), by="reviewer")
    assert issue_cases(scene.store, scene.clock, [case_id], "manager") == ["1405-PM-0001"]
    return case_id


def warning(scene, kind=LetterKind.FIRST_WARNING, **changed):
    given = {
        "kind": kind,
        "party_id": scene.party_id,
        "agreement": "UC-1",
        "about": "تکرار دیرکرد حضور",
        "reasons": ["سه بار دیرکرد در آبان ۱۴۰۵", "نبود عکس برای EM-10452"],
    }
    return Warn(**given | changed)


def warned(scene, asked, command="one"):
    with scene.store.writing() as session:
        letter_id = warn(session, scene.clock, asked, by="manager", command=command)
    print_letter(scene.store, scene.clock, letter_id)
    with scene.store.reading() as session:
        return session.get_one(Letter, letter_id).number


def payload(scene, number, language):
    with scene.store.reading() as session:
        query = (
            select(LetterDocument.payload)
            .join(Letter, Letter.id == LetterDocument.letter_id)
            .where(Letter.number == number, LetterDocument.language == language)
        )
        return session.scalars(query).one()


def count(scene, row):
    with scene.store.reading() as session:
        return len(session.scalars(select(row.id)).all())


def refused(scene, code, action, *arguments, **named):
    before = {row: count(scene, row) for row in (Letter, LetterWording, Letterhead, LetterPicture)}
    with pytest.raises(RuleBroken) as told, scene.store.writing() as session:
        action(session, scene.clock, *arguments, **named)
    assert told.value.code == code
    assert {row: count(scene, row) for row in before} == before


def test_a_first_warning_in_both_languages(scene):
    number = warned(scene, warning(scene))
    assert number == "1405-PM-0001"
    said = payload(scene, number, "fa")
    assert said["subject"]["value"] == (
        "اخطار کتبی نوبت اول – تکرار دیرکرد حضور – قرارداد شماره \u2066SP-1405-17\u2069"
    )
    assert said["opening"][1].startswith("با استناد به ماده ۱۲ قرارداد فوق‌الذکر (مورخ ۱۴۰۴/۱۲/۲۰)، به اطلاع")
    assert said["table"]["rows"] == [["۱", "سه بار دیرکرد در آبان ۱۴۰۵"], ["۲", "نبود عکس برای EM-10452"]]
    assert said["remaining"][0].startswith(
        "بدین‌وسیله اخطار کتبی نوبت اول به آن شرکت ابلاغ می‌گردد. مقتضی است حداکثر ظرف ده روز"
    )
    assert said["totals"] == []
    assert said["amount_in_words"] == ""
    assert payload(scene, number, "en")["opening"][1].startswith("Under Article 12 of the above contract")
    with scene.store.reading() as session:
        (row,) = letters(session)
        assert (row.kind, row.case_id, row.state, row.contractor) == ("first-warning", None, "issued", "C1")
        assert letter_pdf(session, number, "fa").startswith(b"%PDF")
        assert "اخطار کتبی نوبت اول" in letter_text(session, "۱۴۰۵/پ‌م/۱", "fa")
        with pytest.raises(RuleBroken, match="letter-not-in-language"):
            letter_text(session, number, "de")


def test_a_second_warning_follows_the_first_one(scene):
    warned(scene, warning(scene))
    scene.clock.turn_to(local(12, 1, 9))
    number = warned(scene, warning(scene, LetterKind.SECOND_WARNING), "two")
    assert payload(scene, number, "fa")["opening"][1].startswith(
        "پیرو اخطار کتبی نوبت اول به شماره ۱۴۰۵/پ‌م/۱ مورخ ۱۴۰۵/۰۹/۰۱ و با استناد به ماده ۱۲"
    )
    with scene.store.reading() as session:
        assert [row.earlier for row in letters(session)] == ["1405-PM-0001", ""]


def test_a_request_for_corrective_action_names_a_day_and_may_follow_any_letter(scene):
    warned(scene, warning(scene))
    asked = warning(scene, LetterKind.CORRECTIVE_ACTION, answer_days=20, earlier="۱۴۰۵/پ‌م/۱")
    said = payload(scene, warned(scene, asked, "two"), "fa")
    assert said["opening"][1].startswith("پیرو نامه شماره ۱۴۰۵/پ‌م/۱ مورخ ۱۴۰۵/۰۹/۰۱ و")
    assert "حداکثر تا تاریخ ۱۴۰۵/۰۹/۲۱" in said["remaining"][0]


def test_one_click_writes_one_letter(scene):
    assert warned(scene, warning(scene), "click") == warned(scene, warning(scene), "click") == "1405-PM-0001"
    assert warned(scene, warning(scene), "again") == "1405-PM-0002"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": LetterKind.WAIVER}, "not-a-warning"),
        ({"kind": LetterKind.SECOND_WARNING}, "first-warning-missing"),
        ({"party_id": 99}, "unknown-party"),
        ({"agreement": "UC-9"}, "unknown-agreement"),
        ({"reasons": ["", " \n"]}, "warning-needs-reason"),
        ({"about": " "}, "warning-needs-reason"),
        ({"reasons": ["x"] * 101}, "warning-too-long"),
        ({"answer_days": 0}, "answer-days"),
        ({"answer_days": 366}, "answer-days"),
        ({"earlier": "1405-PM-0099"}, "unknown-letter"),
    ],
)
def test_a_warning_that_is_wrong_takes_no_number(scene, changed, code):
    refused(scene, code, warn, warning(scene, **changed), by="manager", command="one")
    assert warned(scene, warning(scene)) == "1405-PM-0001"


def test_a_warning_needs_a_name_and_follows_no_letter_to_somebody_else(scene):
    refused(scene, "letter-needs-a-name", warn, warning(scene), by=" ", command="one")
    warned(scene, warning(scene))
    with scene.store.writing() as session:
        other = Party(code="C2", name="دیگری")
        session.add(other)
        session.flush()
        asked = warning(scene, party_id=other.id, earlier="1405-PM-0001")
    refused(scene, "unknown-letter", warn, asked, by="manager", command="two")


def test_an_answer_to_an_objection_says_what_became_of_every_line(scene, notified):
    with scene.store.writing() as session:
        line = session.get_one(PenaltyCase, notified).lines[0]
        objected = ObjectedLine(
            line=line,
            reason="merchant-absent",
            due_before=Decimal(500_000),
            verdict="reduced",
            amount=Decimal(250_000),
            decision_reason="evidence-partial",
        )
        objection = CaseObjection(
            case_id=notified,
            number=1,
            received_on=local(11, 25, 9).date(),
            received_from="C1",
            reference="405/221",
            recorded_at=OVER,
            recorded_by="desk",
            lines=[objected],
        )
        session.add(objection)
        session.flush()
        letter_id = answer_objection(session, scene.clock, objection.id, by="manager")
        assert answer_objection(session, scene.clock, objection.id, by="manager") == letter_id
        assert objection.letter_id == letter_id
    said = payload(scene, "1405-PM-0002", "fa")
    assert said["opening"][1].startswith(
        "پیرو نامه شماره ۱۴۰۵/پ‌م/۱ مورخ ۱۴۰۵/۰۹/۰۱ و در پاسخ به نامه اعتراض آن شرکت به شماره "
        "\u2066۴۰۵/۲۲۱\u2069 که در تاریخ ۱۴۰۵/۰۹/۰۴ واصل گردید"
    )
    assert said["table"]["rows"] == [
        [
            "۱",
            "۱۰۰۰۱",
            "۱۰۰۲۰۰۳۰",
            "حضور در محل",
            "۳-۱",
            "۵۰۰٬۰۰۰",
            "۲۵۰٬۰۰۰",
            "کاهش یافت",
            "پذیرش بخشی از مستندات",
        ]
    ]
    assert [entry["value"] for entry in payload(scene, "1405-PM-0002", "en")["totals"]] == [
        "IRR 500,000",
        "IRR -250,000",
        "IRR 250,000",
    ]
    assert said["amount_in_words"] == "(به حروف: دویست و پنجاه هزار ریال)"


def test_an_objection_that_is_not_decided_is_not_answered(scene, notified):
    with scene.store.writing() as session:
        line = session.get_one(PenaltyCase, notified).lines[0]
        objected = ObjectedLine(line=line, reason="other", due_before=Decimal(500_000))
        objection = CaseObjection(
            case_id=notified,
            number=1,
            received_on=OVER.date(),
            received_from="C1",
            recorded_at=OVER,
            recorded_by="desk",
            lines=[objected],
        )
        session.add(objection)
    refused(scene, "objection-undecided", answer_objection, 1, by="manager")
    refused(scene, "unknown-objection", answer_objection, 2, by="manager")


def corrected(scene, case_id, *, after, state="approved", reason="recalculation"):
    with scene.store.writing() as session:
        line = session.get_one(PenaltyCase, case_id).lines[0]
        correction = CaseCorrection(
            case_id=case_id,
            number=1,
            reason=reason,
            note="توافق جلسه ۱۲",
            before=Decimal(500_000),
            after=Decimal(after),
            state=state,
            proposed_at=OVER,
            lines=[CorrectedLine(line=line, before=Decimal(500_000), after=Decimal(after))],
        )
        session.add(correction)
        session.flush()
        return correction.id


def test_a_correction_down_to_nothing(scene, notified):
    correction = corrected(scene, notified, after=0)
    with scene.store.writing() as session:
        correct(session, scene.clock, correction, by="manager")
    said = payload(scene, "1405-PM-0002", "fa")
    assert "با عنایت به محاسبه مجدد بر پایه سوابق اصلاح‌شده" in said["opening"][1]
    assert said["table"]["rows"][0][5:8] == ["۵۰۰٬۰۰۰", "۰", "لغو شد"]
    assert said["totals"][-1] == {"label": "مبلغ اصلاح‌شده", "value": "۰ ریال"}
    assert said["amount_in_words"] == "(به حروف: صفر ریال)"
    assert said["remaining"][0].startswith("مبلغ اصلاح‌شده جایگزین مبلغ پیشین است و چنانچه")


def test_a_correction_that_an_objection_brought_tells_why_of_each_line(scene, notified):
    correction = corrected(scene, notified, after=250_000, reason="objection")
    with scene.store.writing() as session:
        line = session.get_one(PenaltyCase, notified).lines[0]
        objected = ObjectedLine(
            line=line,
            reason="other",
            due_before=Decimal(500_000),
            verdict="reduced",
            amount=Decimal(250_000),
            decision_reason="evidence-partial",
            correction_id=correction,
        )
        session.add(
            CaseObjection(
                case_id=notified,
                number=1,
                received_on=OVER.date(),
                received_from="C1",
                recorded_at=OVER,
                recorded_by="desk",
                lines=[objected],
            )
        )
    with scene.store.writing() as session:
        correct(session, scene.clock, correction, by="manager")
    said = payload(scene, "1405-PM-0002", "fa")
    assert said["table"]["rows"][0][5:] == ["۵۰۰٬۰۰۰", "۲۵۰٬۰۰۰", "کاهش یافت", "پذیرش بخشی از مستندات"]


def test_a_correction_upward_opens_the_window_anew_and_tells_its_own_reason(scene, notified):
    correction = corrected(scene, notified, after=999_999_999_999, reason="other")
    with scene.store.writing() as session:
        correct(session, scene.clock, correction, by="manager")
    said = payload(scene, "1405-PM-0002", "en")
    assert "in view of \u2068توافق جلسه ۱۲\u2069, the penalty" in said["opening"][1]
    assert said["table"]["rows"][0][5:8] == ["500,000", "999,999,999,999", "raised"]
    assert "within five working days" in said["remaining"][0]


def test_what_is_not_approved_is_not_told(scene, notified):
    correction = corrected(scene, notified, after=1, state="proposed")
    refused(scene, "correction-not-approved", correct, correction, by="manager")
    refused(scene, "unknown-correction", correct, 99, by="manager")
    refused(scene, "unknown-waiver", tell_waiver, 99, by="manager")


def test_a_waiver_of_a_line_is_told_as_it_was_approved(scene, notified):
    case = CaseRef(notified)
    with scene.store.writing() as session:
        line = session.get_one(PenaltyCase, notified).lines[0].id
        asked = Waiver(reason="good-record", note="x", amount=Decimal(200_000), line_id=line)
        waiver = ask_waiver(session, scene.clock, case, asked, by="a")
        other = ask_waiver(session, scene.clock, case, asked, by="a")
        approve_waiver(session, scene.clock, waiver, by="b", level="contract-manager")
        later = Correction(reason="other", note="x", lines=[LineAfter(line, Decimal(100_000))])
        found = propose_correction(session, scene.clock, case, later, by="a")
        approve_correction(session, scene.clock, found, by="b")
    refused(scene, "waiver-not-approved", tell_waiver, other, by="manager")
    refused(scene, "letter-needs-a-name", tell_waiver, waiver, by="")
    with scene.store.writing() as session:
        tell_waiver(session, scene.clock, waiver, by="manager")
    said = payload(scene, "1405-PM-0002", "en")
    assert "in view of your good record, the penalty for Aban 1405 has been waived" in said["opening"][1]
    assert [entry["value"] for entry in said["totals"]] == ["IRR 500,000", "IRR -200,000", "IRR 300,000"]


# --- Letterheads ------------------------------------------------------------------------------------


def logo(size=(300, 100)):
    written = io.BytesIO()
    Image.new("RGB", size, (20, 90, 140)).save(written, "PNG")
    return written.getvalue()


def head(**changed):
    given = {
        "region_id": None,
        "company": "شرکت پرداخت نمونه",
        "company_en": "Sample Payments",
        "unit": "پشتیبانی",
        "address": "تهران، خیابان نمونه",
        "signatories": (
            Signatory(name="مریم راستگو", post="مدیر پشتیبانی", name_en="Maryam", post_en="Head"),
            Signatory(name="حسن درستکار", post="مدیر امور قراردادها"),
        ),
    }
    return NewLetterhead(**given | changed)


def test_letters_carry_the_letterhead_of_their_region_for_ever(tmp_path):
    start, end = CONTRACT.index("[letters]"), CONTRACT.index("[[version]]")
    bare = CONTRACT[:start] + CONTRACT[end:]
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", bare) as scene:
        scene.clock.turn_to(OVER)
        with scene.store.writing() as session:
            region = session.scalars(select(Region)).one()
            session.get_one(Party, scene.party_id).region_id = region.id
            region_id = region.id
            save_letterhead(session, scene.clock, head(), "admin", seen=0)
        first = warned(scene, warning(scene), "1")
        with scene.store.writing() as session:
            save_letterhead(session, scene.clock, head(region_id=region_id, company="شرکت شمال"), "a", seen=0)
            set_logo(session, scene.clock, region_id, logo(), file="logo.png", by="a", seen=1)
        second = warned(scene, warning(scene), "2")
        with scene.store.writing() as session:
            remove_logo(session, scene.clock, region_id, by="a", seen=2)
        third = warned(scene, warning(scene), "3")
        said = payload(scene, first, "fa")
        assert said["letterhead"] == ["شرکت پرداخت نمونه", "پشتیبانی", "تهران، خیابان نمونه"]
        assert said["signatures"] == [
            {"name": "مریم راستگو", "post": "مدیر پشتیبانی"},
            {"name": "حسن درستکار", "post": "مدیر امور قراردادها"},
        ]
        assert payload(scene, first, "en")["signatures"][1]["name"] == "حسن درستکار"
        assert payload(scene, second, "fa")["letterhead"][0] == "شرکت شمال"
        assert [bool(payload(scene, each, "fa")["logo"]) for each in (first, second, third)] == [
            False,
            True,
            False,
        ]
        with scene.store.reading() as session:
            assert b"/Image" in letter_pdf(session, second)
            all_regions, north = letterheads(session)
            assert (all_regions.region_id, all_regions.version, north.region_en) == (None, 1, "North")
            assert (north.company, north.logo, north.version) == ("شرکت شمال", b"", 3)


def test_the_contract_speaks_before_the_letterhead(scene):
    with scene.store.writing() as session:
        save_letterhead(session, scene.clock, head(), "admin", seen=0)
    said = payload(scene, warned(scene, warning(scene)), "fa")
    assert said["letterhead"][:2] == ["شرکت پرداخت نمونه", "مدیریت پشتیبانی منطقه شمال"]
    assert said["signatures"] == [{"name": "مریم راستگو", "post": "مدیر پشتیبانی منطقه شمال"}]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"company": "  "}, "letterhead-needs-company"),
        ({"company": "x" * 161}, "letterhead-too-long"),
        ({"signatories": (Signatory(name="a", post=""),)}, "signatory-needs-post"),
        ({"signatories": (Signatory(name="a", post="b"),) * 4}, "too-many-signatories"),
        ({"region_id": 99}, "unknown-region"),
    ],
)
def test_a_letterhead_that_cannot_be_printed_is_not_kept(scene, changed, code):
    refused(scene, code, save_letterhead, head(**changed), "admin", seen=0)


def test_a_letterhead_is_saved_by_somebody_who_saw_the_last_one(scene):
    refused(scene, "letterhead-needs-a-name", save_letterhead, head(), " ", seen=0)
    refused(scene, "letterhead-needs-company", set_logo, None, logo(), file="a.png", by="a", seen=0)
    with scene.store.writing() as session:
        save_letterhead(session, scene.clock, head(), "admin", seen=0)
    refused(scene, "changed-meanwhile", save_letterhead, head(), "admin", seen=0)
    with pytest.raises(BadInput, match=r"letter\.txt: found no picture"), scene.store.writing() as session:
        set_logo(session, scene.clock, None, b"no picture at all", file="letter.txt", by="a", seen=1)
    assert count(scene, LetterPicture) == 0


# --- Wordings ---------------------------------------------------------------------------------------


def reworded(kind="first-warning", language="en", **changed):
    text = shipped(kind, language).replace("First written warning –", "Warning the first –")
    return NewWording(**{"kind": kind, "language": language, "text": text} | changed)


def saved(scene, wording, seen):
    with scene.store.writing() as session:
        return save_wording(session, scene.clock, wording, "manager", seen=seen)


def test_a_wording_counts_from_its_saving_on_and_the_contract_s_own_before_that_for_all(scene):
    first = warned(scene, warning(scene), "1")
    assert saved(scene, reworded(), 0) == 1
    second = warned(scene, warning(scene), "2")
    own = reworded(agreement="UC-1", text=shipped("first-warning", "en").replace("First written", "Own"))
    assert saved(scene, own, 0) == 1
    third = warned(scene, warning(scene), "3")
    with scene.store.writing() as session:
        assert take_back(session, scene.clock, own, "manager", seen=1) == 2
    fourth = warned(scene, warning(scene), "4")
    subjects = [payload(scene, number, "en")["subject"]["value"] for number in (first, second, third, fourth)]
    assert [subject.partition(" – ")[0] for subject in subjects] == [
        "First written warning",
        "Warning the first",
        "Own warning",
        "Warning the first",
    ]
    with scene.store.reading() as session:
        assert [(row.number, row.is_shipped) for row in history(session, "first-warning", "en", "UC-1")] == [
            (2, True),
            (1, False),
        ]
        listed = wordings(session)
        assert len(listed) == 17
        assert (listed[-1].agreement, listed[-1].number) == ("UC-1", 2)
        assert wording_text(session, "penalty", "fa").is_shipped


def test_a_wording_that_is_wrong_is_not_kept(scene):
    wrong = reworded(text=shipped("first-warning", "en").replace("{about}", "{abuot}"))
    told = r"first-warning\.en\.toml, line 5, subject: found the field \{abuot\}"
    with pytest.raises(BadInput, match=told), scene.store.writing() as session:
        save_wording(session, scene.clock, wrong, "manager", seen=0)
    assert count(scene, LetterWording) == 0
    refused(scene, "unknown-wording", save_wording, replace(reworded(), kind="poem"), "manager", seen=0)
    refused(scene, "unknown-agreement", save_wording, reworded(agreement="X"), "manager", seen=0)
    refused(scene, "wording-needs-a-name", save_wording, reworded(), "", seen=0)
    saved(scene, reworded(), 0)
    refused(scene, "changed-meanwhile", save_wording, reworded(), "manager", seen=0)


def test_the_contract_s_own_word_for_a_penalty_and_its_salutation(tmp_path):
    own = '[letters]\npenalty = "وجه التزام"\nsalutation = "با سلام و تحیت،"'
    with contractor_scene(
        f"sqlite:///{tmp_path / 'store.sqlite'}", CONTRACT.replace("[letters]", own)
    ) as scene:
        scene.clock.turn_to(OVER)
        warned(scene, warning(scene))
        number = warned(scene, warning(scene, LetterKind.SECOND_WARNING), "two")
        said = payload(scene, number, "fa")
        assert said["opening"][0] == "با سلام و تحیت،"
        assert "نسبت به اعمال وجه التزام، ضبط تضمین" in said["remaining"][1]


def test_what_is_typed_can_neither_turn_a_letter_round_nor_spoil_the_store(scene):
    asked = warning(scene, about="دیر\u202eکرد\x00", reasons=["a\x00b\ud800\u202e", "\x00\u202e"])
    said = payload(scene, warned(scene, asked), "fa")
    assert said["table"]["rows"] == [["۱", "a b"]]
    assert said["subject"]["value"].startswith("اخطار کتبی نوبت اول – دیرکرد – ")
    refused(scene, "warning-needs-reason", warn, warning(scene, about="\x00"), by="m", command="two")


def test_a_series_that_is_a_path_leads_to_no_other_folder(tmp_path):
    own = '[letters]\nseries = "../../x"\npenalty = "جری\\u202eمه"'
    document = CONTRACT.replace("[letters]", own)
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}", document) as scene:
        scene.clock.turn_to(OVER)
        warned(scene, warning(scene))
        number = warned(scene, warning(scene, LetterKind.SECOND_WARNING), "two")
        assert "اعمال جریمه، ضبط" in payload(scene, number, "fa")["remaining"][1]
        with scene.store.reading() as session:
            files = export(session, tmp_path / "a" / "b" / "c")
        assert {file.parent for file in files} == {tmp_path / "a" / "b" / "c"}
        assert files[0].name == "1405-.._.._x-0001.fa.pdf"


@pytest.mark.parametrize("name", ["ABC پشتیبان {contractor}", "الف\u202eب\nج"])
def test_a_name_can_neither_break_a_line_nor_turn_it_round(scene, name):
    with scene.store.writing() as session:
        session.get_one(Party, scene.party_id).name = name
    line = payload(scene, warned(scene, warning(scene)), "fa")["addressee"][1]
    assert "\n" not in line
    assert "\u202e" not in line
    assert line.count("\u2066") + line.count("\u2068") == line.count("\u2069")


def test_a_wording_that_went_wrong_in_the_store_lets_nothing_be_half_issued(scene, notified):
    scene.repaired(local(11, 25, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    scene.clock.turn_to(local(12, 22, 10))
    with scene.store.writing() as session:
        case_id = draft(
            session, scene.clock, party_id=scene.party_id, agreement="UC-1", month=JalaliMonth(1405, 9)
        )
        approve_unseen(session, scene.clock, CaseRef(case_id), by="reviewer")
        text = shipped("penalty", "fa").replace('payable = "', 'payable = "{sum} ')
        broken = {"kind": "penalty", "language": "fa", "number": 1, "text": text}
        session.add(LetterWording(**broken, saved_at=OVER, saved_by="somebody"))
    with pytest.raises(BadInput, match=r"penalty\.fa\.toml, line \d+, payable: found the field \{sum\}"):
        issue_cases(scene.store, scene.clock, [case_id], "manager")
    with scene.store.reading() as session:
        assert [row.number for row in letters(session)] == ["1405-PM-0001"]
        assert session.get_one(PenaltyCase, case_id).state == "approved"
        assert session.scalar(select(Numbering.last).where(Numbering.series == "PM")) == 1
        assert session.scalars(select(LetterOrder.id)).all() == []
    with scene.store.writing() as session:
        take_back(session, scene.clock, NewWording(kind="penalty", language="fa", text=""), "manager", seen=1)
    assert issue_cases(scene.store, scene.clock, [case_id], "manager") == ["1405-PM-0002"]
