"""Other ways to set the same Persian letter: typst, and WeasyPrint from HTML."""

import html
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol
from warnings import catch_warnings

from PIL import ImageFile

from app.services.typesetting.letter_content import Labelled, LetterContent, LetterTable
from app.services.typesetting.seal import seal_of
from app.services.typesetting.typefaces import FONT_FOLDER


class PeerPrinter(Protocol):
    """What a peer can be asked."""

    name: str

    def set(self, content: LetterContent) -> bytes:
        """The letter as PDF."""
        ...


class Typst:
    """One compiler that stays warm, its fonts read once."""

    name = "typst"

    def __init__(self) -> None:
        package: Any = import_module("typst")
        self._compiler = package.Compiler(font_paths=[str(FONT_FOLDER)], ignore_system_fonts=True)

    @staticmethod
    def is_installed() -> bool:
        """Whether it can be asked; it is no part of the program."""
        return find_spec("typst") is not None

    def set(self, content: LetterContent) -> bytes:
        """The letter as PDF; without tags, which ours does not carry either."""
        told: bytes = self._compiler.compile(input=_typst(content).encode(), format="pdf", pdf_tags=False)
        return told


class WeasyPrint:
    """HTML and style sheet with the same typeface."""

    name = "WeasyPrint"

    def __init__(self) -> None:
        package = _weasyprint()
        self._html = package.HTML
        self._fonts = import_module("weasyprint.text.fonts").FontConfiguration()
        self._style = package.CSS(string=_STYLE, font_config=self._fonts)

    @staticmethod
    def is_installed() -> bool:
        """Whether it can be asked: the package, and the system's Pango that it loads."""
        if find_spec("weasyprint") is None:
            return False
        try:
            _weasyprint()
        except OSError:
            return False
        return True

    def set(self, content: LetterContent) -> bytes:
        """The letter as PDF."""
        told: bytes = self._html(string=_html(content)).write_pdf(
            stylesheets=[self._style], font_config=self._fonts
        )
        return told


def _weasyprint() -> Any:
    """The package; it tells Pillow to pass damaged pictures in the whole process, which is put right."""
    strict = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        with catch_warnings(action="ignore"):  # of what its own next version needs
            return import_module("weasyprint")
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = strict


def _foot(content: LetterContent) -> str:
    seal = seal_of(content)
    return f"{content.footer_note} {seal.sha256 if seal else ''}"


def _labelled(entries: Iterable[Labelled]) -> list[tuple[str, str]]:
    return [(f"{entry.label}:", entry.value) for entry in entries]


_TYPST = """
#set text(font: "Vazirmatn", lang: "fa", dir: rtl, size: 10.8pt)
#set par(justify: true, leading: 0.9em)
#set page(paper: "a4", margin: (x: 54pt, top: 60pt, bottom: 66pt),
  footer: context [#set text(size: 7.4pt); {foot} #h(1fr) #counter(page).display("1 / 1", both: true)])
"""


def _typst(content: LetterContent) -> str:
    cells = [f"[{_escaped(label)}], [{_escaped(value)}]" for label, value in _labelled(content.meta)]
    lines = [
        _TYPST.replace("{foot}", _escaped(_foot(content))),
        f"#align(center)[{_escaped(content.invocation)}]",
        f"#grid(columns: (1fr, auto), [#text(size: 14pt, weight: 700)[{_escaped(content.letterhead[0])}] \\ "
        f"{_escaped(content.letterhead[1])}], grid(columns: 2, gutter: 6pt, {', '.join(cells)}))",
        "#line(length: 100%)",
        *(f"#text(weight: 600)[{_escaped(line)}]\n" for line in content.addressee),
        f"#text(weight: 600)[{_escaped(content.subject.label)}: {_escaped(content.subject.value)}]\n",
        *(f"{_escaped(text)}\n" for text in content.opening),
        _typst_table(content.table),
        *(f"{_escaped(label)} {_escaped(value)}\n" for label, value in _labelled(content.totals)),
        f"{_escaped(content.amount_in_words)}\n",
        *(f"{_escaped(text)}\n" for text in content.remaining),
        f"{_escaped(content.closing)}\n\n#v(52pt)\n",
        *(f"{_escaped(each.name)} \\ {_escaped(each.post)}\n" for each in content.signatures),
        *(f"– {_escaped(line)}\n" for line in (content.copies.receivers if content.copies else ())),
    ]
    return "\n".join(lines)


def _typst_table(table: LetterTable | None) -> str:
    if table is None:
        return ""
    head = ", ".join(f"[{_escaped(column.heading)}]" for column in table.columns)
    cells = ",\n".join(", ".join(f"[{_escaped(cell)}]" for cell in row) for row in table.rows)
    return (
        f"#[#set text(size: 8pt)\n#set par(justify: false)\n"
        f"#table(columns: {len(table.columns)}, inset: (x: 4pt, y: 4pt), stroke: 0.4pt, "
        f"table.header({head}),\n{cells})]"
    )


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\#[]$*_`<>@=-+/~" else letter for letter in text)


_STYLE = f"""
@font-face {{ font-family: Vazirmatn; src: url({(FONT_FOLDER / "Vazirmatn-Regular.ttf").as_uri()}) }}
@font-face {{ font-family: Vazirmatn; font-weight: 700;
  src: url({(FONT_FOLDER / "Vazirmatn-Bold.ttf").as_uri()}) }}
@page {{ size: A4; margin: 60pt 54pt 66pt;
  @bottom-left {{ content: counter(page) " / " counter(pages); font: 7.4pt Vazirmatn }}
  @bottom-right {{ content: string(foot); font: 7.4pt Vazirmatn }} }}
body {{ font: 10.8pt/1.9 Vazirmatn; direction: rtl; text-align: justify }}
table.lines {{ font-size: 8pt; border-collapse: collapse; width: 100%; text-align: right }}
table.lines td, table.lines th {{ border-bottom: 0.4pt solid; padding: 3pt 4pt }}
p.foot {{ string-set: foot content(); display: none }}
"""


def _html(content: LetterContent) -> str:
    parts = [
        f"<p class=foot>{html.escape(_foot(content))}</p>",
        f"<p style='text-align:center'>{html.escape(content.invocation)}</p>",
        *(f"<div>{html.escape(line)}</div>" for line in content.letterhead),
        *(
            f"<div>{html.escape(label)} {html.escape(value)}</div>"
            for label, value in _labelled(content.meta)
        ),
        *(f"<b>{html.escape(line)}</b><br>" for line in content.addressee),
        f"<b>{html.escape(content.subject.label)}: {html.escape(content.subject.value)}</b>",
        *(f"<p>{html.escape(text)}</p>" for text in content.opening),
        _html_table(content.table),
        *(
            f"<div>{html.escape(label)} {html.escape(value)}</div>"
            for label, value in _labelled(content.totals)
        ),
        f"<p>{html.escape(content.amount_in_words)}</p>",
        *(f"<p>{html.escape(text)}</p>" for text in content.remaining),
        f"<p>{html.escape(content.closing)}</p>",
        *(f"<p>{html.escape(each.name)}<br>{html.escape(each.post)}</p>" for each in content.signatures),
        *(
            f"<div>– {html.escape(line)}</div>"
            for line in (content.copies.receivers if content.copies else ())
        ),
    ]
    return f"<html lang=fa dir=rtl><body>{''.join(parts)}</body></html>"


def _html_table(table: LetterTable | None) -> str:
    if table is None:
        return ""
    head = "".join(f"<th>{html.escape(column.heading)}</th>" for column in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    return f"<table class=lines><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
