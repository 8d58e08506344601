"""Letters: wording, gapless numbers, frozen content, identical reprints, and what a cut-off leaves."""

import hashlib
import json
import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.jalali import JalaliMonth
from app.models.letters import LetterOrder, LetterWording
from app.models.penalties import Letter, LetterDocument, Numbering, PenaltyCase
from app.services.letters.archive import export, letter_pdf, letters
from app.services.letters.batch import REST, go_on_writing, issue_cases, order
from app.services.letters.issuing import issue
from app.services.letters.numbers import LetterNumber, read_number
from app.services.letters.printing import MOST_ATTEMPTS, print_letter
from app.services.penalties.drafting import draft
from app.services.penalties.life import CaseRef, approve_unseen
from app.services.typesetting.letter import set_letter
from app.services.typesetting.letter_content import from_json
from tests.frozen import thaw
from tests.services.contract import CONTRACT, contractor_scene, local

ABAN = JalaliMonth(1405, 8)
ABAN_OVER = local(11, 22, 10)
BARE_CONTRACT = CONTRACT[: CONTRACT.index("[letters]")] + CONTRACT[CONTRACT.index("[[version]]") :]


@pytest.fixture
def scene(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'store.sqlite'}") as built:
        yield built


def late_call(scene, hours=4):
    return scene.repaired(local(10, 26, 9), arrived=timedelta(hours=hours), resolved=timedelta(hours=6))


def approved(scene, at=ABAN_OVER, *, month=ABAN, interim=False):
    scene.clock.turn_to(at)
    with scene.store.writing() as session:
        case_id = draft(
            session, scene.clock, party_id=scene.party_id, agreement="UC-1", month=month, interim=interim
        )
        approve_unseen(session, scene.clock, CaseRef(case_id), by="reviewer")
    return case_id


def issued(scene, at=ABAN_OVER, **period):
    return issue_cases(scene.store, scene.clock, [approved(scene, at, **period)], "manager")[0]


def payload(scene, language):
    with scene.store.reading() as session:
        query = select(LetterDocument.payload).where(LetterDocument.language == language)
        return session.scalars(query.order_by(LetterDocument.id.desc())).first()


class CutOffError(Exception):
    """The program ends in the middle of a transaction."""


def issue_and_be_cut_off(scene, case_id):
    with scene.store.writing() as session:
        issue(session, scene.clock, case_id, "manager")
        raise CutOffError


def states(scene):
    with scene.store.reading() as session:
        return [(row.number, row.state) for row in letters(session)]


def test_the_persian_letter_is_worded_as_an_official_one(scene):
    job = late_call(scene)
    visit = scene.visit(local(10, 27), local(11, 3))
    assert issued(scene) == "1405-PM-0001"
    said = payload(scene, "fa")
    assert said["invocation"] == "بسمه تعالی"
    assert said["letterhead"] == ["اتاق کنترل پشتیبانی", "مدیریت پشتیبانی منطقه شمال"]
    assert [(entry["label"], entry["value"]) for entry in said["meta"]] == [
        ("تاریخ", "۱۴۰۵/۰۹/۰۱"),
        ("شماره", "۱۴۰۵/پ‌م/۱"),
        ("پیوست", "ندارد"),
    ]
    assert said["addressee"] == [
        "جناب آقای مهندس نیک‌نام",
        "مدیرعامل محترم شرکت پشتیبان گستر آزمون (شناسه ملی: \u2066۱۰۳۸۰۲۸۴۷۹۰\u2069)",
    ]
    assert said["subject"] == {
        "label": "موضوع",
        "value": "ابلاغ جریمه نقض تعهدات سطح خدمت – آبان ۱۴۰۵ – قرارداد شماره \u2066SP-1405-17\u2069",
    }
    assert said["opening"] == [
        "با سلام و احترام،",
        "با استناد به ماده ۱۲ قرارداد فوق‌الذکر (مورخ ۱۴۰۴/۱۲/۲۰) و بندهای ۳-۱ و ۳-۳ پیوست "
        "«توافق‌نامه سطح خدمات»، به اطلاع می‌رساند بررسی عملکرد آن شرکت در بازه زمانی ۱۴۰۵/۰۸/۰۱ لغایت "
        "۱۴۰۵/۰۸/۳۰ نشان‌دهنده موارد نقض تعهد به شرح جدول زیر است:",
    ]
    assert [column["heading"] for column in said["table"]["columns"]] == [
        *("ردیف", "شماره درخواست", "شماره پایانه", "نوع تعهد", "موعد", "زمان انجام", "تأخیر"),
        *("بند قرارداد", "مبلغ (ریال)"),
    ]
    assert (scene.code(job), scene.code(visit)) == ("10001", "10002")
    assert said["table"]["rows"] == [
        [
            *("۱", "۱۰۰۰۱", "۱۰۰۲۰۰۳۰", "حضور در محل", "۱۴۰۵/۰۸/۰۴ ۱۱:۰۰", "۱۴۰۵/۰۸/۰۴ ۱۳:۰۰"),
            *("۲ ساعت", "۳-۱", "۵۰۰٬۰۰۰"),
        ],
        [
            *("۲", "۱۰۰۰۲", "۱۰۰۲۰۰۳۰", "بازدید دوره‌ای (PM)", "۱۴۰۵/۰۸/۱۱", "انجام نشده"),
            *("۱۹ روز", "۳-۳", "۵۴۰٬۰۰۰"),
        ],
    ]
    assert [(entry["label"], entry["value"]) for entry in said["totals"]] == [
        ("جمع پیش از سقف", "۱٬۰۴۰٬۰۰۰ ریال"),
        ("کسر بابت سقف قراردادی", "۰ ریال"),
        ("جمع قابل اعمال", "۱٬۰۴۰٬۰۰۰ ریال"),
    ]
    assert said["amount_in_words"] == "(به حروف: یک میلیون و چهل هزار ریال)"
    assert said["remaining"] == [
        "مقتضی است چنانچه نسبت به موارد فوق اعتراضی دارید، مراتب را حداکثر ظرف پنج روز کاری از تاریخ ابلاغ "
        "با مستندات اعلام نمایید؛ در غیر این صورت مبلغ یادشده از صورت‌وضعیت دوره جاری و در صورت عدم کفایت "
        "از محل تضامین کسر خواهد شد.",
        "خواهشمند است دستور فرمایید برنامه اقدام اصلاحی حداکثر تا تاریخ ۱۴۰۵/۰۹/۱۱ ارسال گردد.",
    ]
    assert said["closing"] == "با تجدید احترام"
    assert said["signatures"] == [{"name": "مریم راستگو", "post": "مدیر پشتیبانی منطقه شمال"}]
    assert said["copies"]["receivers"] == [
        "معاونت محترم مالی جهت استحضار و اقدام",
        "امور قراردادها جهت درج در پرونده",
        "اتاق کنترل پشتیبانی – بایگانی",
    ]
    assert said["interim"] is False


def test_the_english_letter_says_the_same(scene):
    late_call(scene)
    issued(scene)
    said = payload(scene, "en")
    assert [(entry["label"], entry["value"]) for entry in said["meta"]] == [
        ("Date", "22 Nov 2026 / 1405-09-01"),
        ("Ref", "1405-PM-0001"),
        ("Enc", "none"),
    ]
    assert said["subject"]["value"] == "Notice of service-level penalty – Aban 1405 – Contract No. SP-1405-17"
    assert said["opening"] == [
        "Dear Mr Niknam,",
        "Under Article 12 of the above contract (dated 11 Mar 2026 / 1404-12-20) and clause 3-1 of its SLA "
        "Schedule, the review of your performance from 23 Oct 2026 / 1405-08-01 to 21 Nov 2026 / 1405-08-30 "
        "found the breaches listed below:",
    ]
    assert said["table"]["rows"] == [
        [
            *("1", "10001", "10020030", "On-site arrival", "2026-10-26 11:00", "2026-10-26 13:00"),
            *("2 h", "3-1", "500,000"),
        ]
    ]
    assert [entry["value"] for entry in said["totals"]] == ["IRR 500,000", "IRR 0", "IRR 500,000"]
    assert said["amount_in_words"] == "(in words: five hundred thousand Iranian rials)"
    assert said["closing"] == "Yours sincerely,"


def test_the_totals_account_for_every_rial(scene):
    late_call(scene, hours=5)
    scene.repaired(local(10, 28, 9), arrived=timedelta(hours=30), resolved=timedelta(hours=50))
    issued(scene)
    assert [(entry["label"], entry["value"]) for entry in payload(scene, "en")["totals"]] == [
        ("Total before cap", "IRR 8,470,000"),
        ("Less contractual cap", "IRR 6,750,000"),
        ("Less one charge per incident", "IRR 500,000"),
        ("Payable", "IRR 1,220,000"),
    ]


def test_an_interim_notice_says_so_and_the_final_one_refers_to_it(scene):
    late_call(scene)
    assert issued(scene, local(10, 30, 10), interim=True) == "1405-PM-0001"
    said = payload(scene, "fa")
    assert said["interim"] is True
    assert said["subject"]["value"] == (
        "اعلام میان‌دوره‌ای (غیرقطعی) جریمه نقض تعهدات سطح خدمت – آبان ۱۴۰۵ تا تاریخ ۱۴۰۵/۰۸/۰۸ "
        "– قرارداد شماره \u2066SP-1405-17\u2069"
    )
    assert "لغایت ۱۴۰۵/۰۸/۰۸ نشان‌دهنده" in said["opening"][1]
    assert said["remaining"] == [
        "این اعلام میان‌دوره‌ای و غیرقطعی است و تا پایان دوره مبلغی بابت آن کسر نخواهد شد؛ جریمه قطعی پس "
        "از پایان آبان ۱۴۰۵ محاسبه و طی نامه جداگانه ابلاغ می‌گردد."
    ]
    scene.repaired(local(11, 2, 9), arrived=timedelta(hours=3), resolved=timedelta(hours=6))
    assert issued(scene) == "1405-PM-0002"
    assert payload(scene, "fa")["opening"][1].startswith(
        "پیرو نامه شماره ۱۴۰۵/پ‌م/۱ مورخ ۱۴۰۵/۰۸/۰۸ و با استناد به ماده ۱۲"
    )
    with scene.store.reading() as session:
        assert [row.kind for row in letters(session)] == ["penalty", "interim-penalty"]


def test_a_contract_that_says_nothing_of_letters_gets_a_whole_one(tmp_path):
    document = BARE_CONTRACT.replace('letter_languages = ["fa", "en"]\n', "")
    with contractor_scene(f"sqlite:///{tmp_path / 'bare.sqlite'}", document) as scene:
        late_call(scene)
        number = issued(scene)
        said = payload(scene, "fa")
        assert said["addressee"] == [
            "مدیرعامل محترم شرکت پشتیبان گستر آزمون (شناسه ملی: \u2066۱۰۳۸۰۲۸۴۷۹۰\u2069)"
        ]
        assert said["subject"]["value"] == "ابلاغ جریمه نقض تعهدات سطح خدمت – آبان ۱۴۰۵"
        assert said["opening"][1].startswith("با استناد به قرارداد فوق‌الذکر و بند ۳-۱ پیوست")
        assert said["signatures"] == [{"name": "", "post": "مدیر پشتیبانی"}]
        assert payload(scene, "en") is None
        with scene.store.reading() as session:
            assert letter_pdf(session, number).startswith(b"%PDF")


def test_an_english_letter_to_nobody_in_particular(tmp_path):
    with contractor_scene(f"sqlite:///{tmp_path / 'bare.sqlite'}", BARE_CONTRACT) as scene:
        late_call(scene)
        issued(scene)
        assert payload(scene, "en")["opening"][0] == "Dear Sir or Madam,"


def test_a_contract_may_name_its_own_series_and_days(tmp_path):
    own = 'series = "NB"\nseries_fa = "ن‌ب"\naction_plan_days = "20"\ncopies = """\nبایگانی\n"""'
    document = CONTRACT.replace("[letters]", f"[letters]\n{own}")
    with contractor_scene(f"sqlite:///{tmp_path / 'own.sqlite'}", document) as scene:
        late_call(scene)
        assert issued(scene) == "1405-NB-0001"
        said = payload(scene, "fa")
        assert said["meta"][1]["value"] == "۱۴۰۵/ن‌ب/۱"
        assert "۱۴۰۵/۰۹/۲۱" in said["remaining"][1]
        assert said["copies"]["receivers"] == ["بایگانی"]
        with scene.store.reading() as session:
            assert letter_pdf(session, "۱۴۰۵/ن‌ب/۱") == letter_pdf(session, "1405-nb-1")


def test_a_reprint_gives_the_bytes_that_were_issued(scene):
    late_call(scene)
    number = issued(scene)
    with scene.store.reading() as session:
        persian = letter_pdf(session, number)
        assert persian.startswith(b"%PDF")
        for written in ("1405-PM-1", "1405/PM/0001", "۱۴۰۵/پ‌م/۱", "\u2066۱۴۰۵/پم/۱\u2069", " 1405-pm-0001 "):
            assert letter_pdf(session, written) == persian
        assert letter_pdf(session, number, "fa") == persian
        assert letter_pdf(session, number, "en") != persian
        kept = session.scalars(select(LetterDocument).order_by(LetterDocument.id)).first()
        assert hashlib.sha256(persian).hexdigest() == kept.sha256


@pytest.mark.parametrize("number", ["1405-PM-0002", "1404-PM-0001", "1405-XX-0001", "nonsense", ""])
def test_an_unknown_number_is_refused(scene, number):
    late_call(scene)
    issued(scene)
    with pytest.raises(RuleBroken, match="unknown-letter"), scene.store.reading() as session:
        letter_pdf(session, number)


def test_issuing_twice_gives_the_same_letter(scene):
    late_call(scene)
    case_id = approved(scene)
    with scene.store.writing() as session:
        letter_id = issue(session, scene.clock, case_id, "manager")
        assert issue(session, scene.clock, case_id, "manager") == letter_id
    assert issue_cases(scene.store, scene.clock, [case_id, case_id], "manager") == ["1405-PM-0001"]
    assert states(scene) == [("1405-PM-0001", "issued")]
    with scene.store.reading() as session:
        assert session.scalar(select(Numbering.last).where(Numbering.series == "PM")) == 1
        assert session.get_one(PenaltyCase, case_id).state == "issued"


def finished(scene):
    """Carry out what was cut off, as the background work does; how many pieces it took."""
    pieces, is_more = 0, True
    while is_more:
        with scene.store.writing() as session:
            is_more = go_on_writing(session, scene.clock)
        pieces += 1
    return pieces


def test_a_wording_that_is_read_no_longer_holds_up_no_other_letter(scene):
    late_call(scene)
    cases = [approved(scene, local(11, 10, 10), interim=True)]
    with scene.store.writing() as session:
        kept = {"kind": "penalty", "language": "fa", "text": "old = 'x'", "number": 1}
        session.add(LetterWording(**kept, saved_at=ABAN_OVER, saved_by="manager"))
        order(session, scene.clock, cases, "manager")
    scene.clock.turn_by(2 * REST)
    finished(scene)
    assert states(scene) == []
    with scene.store.reading() as session:
        assert session.scalar(select(LetterOrder)) is None
        assert session.get_one(PenaltyCase, cases[0]).state == "approved"


def test_a_letter_cut_off_after_its_number_is_finished_by_the_next_run(scene):
    late_call(scene)
    case_id = approved(scene)
    with scene.store.writing() as session:
        letter_id = issue(session, scene.clock, case_id, "manager")
    frozen = payload(scene, "fa")
    assert states(scene) == [("1405-PM-0001", "numbered")]
    with scene.store.reading() as session:
        # A case is out when its letter can be read.
        assert session.get_one(PenaltyCase, case_id).state == "approved"
        with pytest.raises(RuleBroken, match="letter-not-printed"):
            letter_pdf(session, "1405-PM-0001")
    scene.clock.turn_by(timedelta(days=3))
    assert finished(scene) == 1
    assert print_letter(scene.store, scene.clock, letter_id) is False
    assert payload(scene, "fa") == frozen
    with scene.store.reading() as session:
        printed = letter_pdf(session, "1405-PM-0001")
        assert session.scalar(select(Letter.issued_at)) == ABAN_OVER + timedelta(days=3)
        assert session.get_one(PenaltyCase, case_id).state == "issued"
    # What is printed depends on what was frozen alone, not on when it was printed.
    assert set_letter(from_json(json.dumps(frozen))) == printed


def test_letters_that_were_ordered_are_written_by_the_next_start(scene):
    late_call(scene)
    first = approved(scene)
    scene.repaired(local(11, 25, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    second = approved(scene, local(12, 22, 10), month=ABAN.next())
    with scene.store.writing() as session:
        order(session, scene.clock, [second, first], "manager")
        order(session, scene.clock, [second], "other")
    # Whoever ordered them is at it, as far as anybody knows.
    assert finished(scene) == 1
    assert states(scene) == []
    scene.clock.turn_by(REST)
    assert finished(scene) == 4
    assert states(scene) == [("1405-PM-0002", "issued"), ("1405-PM-0001", "issued")]
    with scene.store.reading() as session:
        rows = letters(session)
        assert [(row.case_id, row.numbered_by) for row in rows] == [(first, "manager"), (second, "manager")]
        assert [row.id for row in letters(session, case_id=first)] == [rows[0].id]
        assert letters(session, party_id=999) == []
    assert finished(scene) == 1


def test_an_order_for_a_case_that_cannot_be_issued_is_dropped(scene):
    late_call(scene)
    scene.clock.turn_to(ABAN_OVER)
    with scene.store.writing() as session:
        case_id = draft(session, scene.clock, party_id=scene.party_id, agreement="UC-1", month=ABAN)
        order(session, scene.clock, [case_id], "manager")
    scene.clock.turn_by(REST)
    assert finished(scene) == 2
    assert states(scene) == []
    with pytest.raises(RuleBroken, match="unknown-case"), scene.store.writing() as session:
        order(session, scene.clock, [case_id, 999], "manager")
    assert finished(scene) == 1


def test_a_batch_tells_how_far_it_is_and_can_be_given_up_between_letters(scene):
    late_call(scene)
    first = approved(scene)
    scene.repaired(local(11, 25, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    second = approved(scene, local(12, 22, 10), month=ABAN.next())
    told = []

    def once(done, total):
        told.append((done, total))
        # Nobody else takes what this batch is about to.
        assert finished(scene) == 1
        scene.clock.turn_by(REST / 2)
        return done < 1

    assert issue_cases(scene.store, scene.clock, [first, second], "m", go_on=once) == ["1405-PM-0001"]
    assert told == [(0, 2), (1, 2)]
    assert states(scene) == [("1405-PM-0001", "issued")]
    # What was given up is not written behind anybody's back.
    assert finished(scene) == 1
    assert states(scene) == [("1405-PM-0001", "issued")]
    assert issue_cases(scene.store, scene.clock, [first, second], "m") == ["1405-PM-0001", "1405-PM-0002"]


def test_a_batch_that_is_refused_takes_back_what_it_ordered(scene):
    late_call(scene)
    case_id = approved(scene)
    with pytest.raises(RuleBroken, match="unknown-case"):
        issue_cases(scene.store, scene.clock, [case_id, 999], "m")
    assert states(scene) == []
    assert finished(scene) == 1


def test_a_letter_that_cannot_be_printed_holds_up_no_other(scene, logged_warnings):
    late_call(scene)
    unfit = approved(scene)
    scene.repaired(local(11, 25, 9), arrived=timedelta(hours=4), resolved=timedelta(hours=6))
    other = approved(scene, local(12, 22, 10), month=ABAN.next())
    with scene.store.writing() as session:
        letter_id = issue(session, scene.clock, unfit, "manager")
        thaw(session)
        document = session.get_one(Letter, letter_id).documents[-1]
        whole, document.payload = document.payload, {"what": "is this"}
    with pytest.raises(KeyError):
        issue_cases(scene.store, scene.clock, [unfit, other], "manager")
    assert states(scene) == [("1405-PM-0002", "issued"), ("1405-PM-0001", "numbered")]
    told = [record.getMessage() for record in logged_warnings]
    assert told == ["letter 1405-PM-0001 could not be printed"]
    # The background work tries a few times more and then lets it be.
    assert finished(scene) == MOST_ATTEMPTS
    logged_warnings.clear()
    with scene.store.reading() as session:
        assert [(row.number, row.problem) for row in letters(session)] == [
            ("1405-PM-0002", ""),
            ("1405-PM-0001", "KeyError: 'form'"),
        ]
        with pytest.raises(RuleBroken, match="letter-not-printed"):
            letter_pdf(session, "1405-PM-0001")
    with scene.store.writing() as session:
        session.get_one(Letter, letter_id).documents[-1].payload = whole
    assert print_letter(scene.store, scene.clock, letter_id) is True
    assert states(scene) == [("1405-PM-0002", "issued"), ("1405-PM-0001", "issued")]


def test_a_number_taken_in_vain_is_given_back(scene):
    late_call(scene)
    case_id = approved(scene)

    with pytest.raises(CutOffError):
        issue_and_be_cut_off(scene, case_id)
    assert states(scene) == []
    assert issue_cases(scene.store, scene.clock, [case_id], "manager") == ["1405-PM-0001"]


def test_numbers_start_anew_each_jalali_year(scene):
    late_call(scene)
    assert issued(scene) == "1405-PM-0001"
    scene.visit(local(11, 23), local(11, 30))
    assert issued(scene, local(3, 21, year=2027), month=ABAN.next()) == "1406-PM-0001"


def test_a_notice_of_nothing_is_not_sent(scene):
    scene.repaired(local(10, 26, 9), arrived=timedelta(hours=1), resolved=timedelta(hours=2))
    case_id = approved(scene)
    with pytest.raises(RuleBroken, match="nothing-to-charge"), scene.store.writing() as session:
        issue(session, scene.clock, case_id, "manager")
    assert states(scene) == []


def test_only_an_approved_case_is_issued(scene):
    late_call(scene)
    scene.clock.turn_to(ABAN_OVER)
    with scene.store.writing() as session:
        case_id = draft(session, scene.clock, party_id=scene.party_id, agreement="UC-1", month=ABAN)
    for unfit, code in ((case_id, "case-not-approved"), (999, "unknown-case")):
        with pytest.raises(RuleBroken, match=code), scene.store.writing() as session:
            issue(session, scene.clock, unfit, "manager")
    assert states(scene) == []


def test_letters_are_exported_whole_and_once(scene, tmp_path):
    late_call(scene)
    number = issued(scene)
    folder = tmp_path / "letters"
    with scene.store.reading() as session:
        files = export(session, folder)
        assert [file.name for file in files] == ["1405-PM-0001.fa.pdf", "1405-PM-0001.en.pdf"]
        assert [file.read_bytes() for file in files] == [
            letter_pdf(session, number, "fa"),
            letter_pdf(session, number, "en"),
        ]
        (folder / ".tmp-1-1405-PM-0001.fa.pdf").write_bytes(b"half")
        # What another desk is writing now is its own.
        others = folder / ".tmp-2-1405-PM-0001.fa.pdf"
        others.write_bytes(b"half")
        os.utime(folder / ".tmp-1-1405-PM-0001.fa.pdf", (1, 1))
        files[0].write_bytes(b"spoilt")
        untouched = files[1].stat().st_mtime_ns
        assert export(session, folder) == files
        assert files[0].read_bytes() == letter_pdf(session, number, "fa")
        assert files[1].stat().st_mtime_ns == untouched
        assert sorted(file.name for file in folder.iterdir()) == [
            ".tmp-2-1405-PM-0001.fa.pdf",
            "1405-PM-0001.en.pdf",
            "1405-PM-0001.fa.pdf",
        ]


def test_a_letter_that_was_tampered_with_is_not_reprinted(scene):
    late_call(scene)
    issued(scene)
    with scene.store.writing() as session:
        thaw(session)
        document = session.scalars(select(LetterDocument).order_by(LetterDocument.id)).first()
        document.pdf = b"%PDF other"
    with pytest.raises(RuleBroken, match="letter-damaged"), scene.store.reading() as session:
        letter_pdf(session, "1405-PM-0001", "fa")


def test_a_language_that_was_not_written_is_refused(tmp_path):
    document = CONTRACT.replace('["fa", "en"]', '["fa"]')
    with contractor_scene(f"sqlite:///{tmp_path / 'fa.sqlite'}", document) as scene:
        late_call(scene)
        issued(scene)
        with pytest.raises(RuleBroken, match="letter-not-in-language"), scene.store.reading() as session:
            letter_pdf(session, "1405-PM-0001", "en")


def test_issuing_on_either_store(store_url):
    with contractor_scene(store_url) as scene:
        late_call(scene)
        number = issued(scene)
        with scene.store.reading() as session:
            assert letter_pdf(session, number, "en").startswith(b"%PDF")
        assert states(scene) == [("1405-PM-0001", "issued")]


def test_a_number_is_read_in_either_script():
    assert read_number("۱۴۰۵/پ‌م/۱۲") == LetterNumber(1405, "پ‌م", 12)
    assert read_number("1405-PM-0012") == LetterNumber(1405, "PM", 12)
    assert read_number("1405/PM-12") is None
    assert read_number("PM-12") is None
