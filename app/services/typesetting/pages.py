"""Pages of one document: lines of text, rules and boxes at their places, and the PDF made of them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from reportlab.pdfbase import pdfdoc

from app.services.typesetting.embedding import EmbeddedFont, packed
from app.services.typesetting.lines import Line
from app.services.typesetting.pictures import Picture, pdf_picture
from app.services.typesetting.typefaces import Typefaces, Weight

A4 = (595.28, 841.89)
"""Width and height in points."""

_FONT_NAMES: dict[Weight, str] = {"regular": "FR", "medium": "FM", "semibold": "FS", "bold": "FB"}
_LEAST_MOVE = 0.005
"""Points below which the pen stands where it should."""


@dataclass(frozen=True)
class Ink:
    """A colour, red, green and blue from 0 to 1."""

    red: float
    green: float
    blue: float

    @cached_property
    def _code(self) -> str:
        return f"{self.red:.3f} {self.green:.3f} {self.blue:.3f}"

    def __str__(self) -> str:
        return self._code


BLACK = Ink(0.07, 0.08, 0.10)
_PAPER = Ink(1, 1, 1)


@dataclass(frozen=True)
class Imprint:
    """What the document says of itself to a viewer."""

    title: str
    language: str
    issued_at: datetime
    author: str = ""
    keywords: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that the document carries."""

    name: str
    media_type: str
    content: bytes


class Hand:
    """Writes the lines of one document; what stands in it more than once is worked out once."""

    def __init__(self, typefaces: Typefaces) -> None:
        self.fonts = {
            weight: EmbeddedFont(name, typefaces.faces[weight]) for weight, name in _FONT_NAMES.items()
        }
        self._written: dict[tuple[Line, float, float], str] = {}

    def written(self, line: Line, size: float, stretch: float) -> str:
        """Operators that show a line whose left end is the origin."""
        key = line, size, stretch
        known = self._written.get(key)
        if known is None:
            known = self._written[key] = self._operators(line, size, stretch)
        return known

    def marks(self, line: Line, place: tuple[float, float], size: float, stretch: float) -> list[str]:
        """Operators that draw the marks over and under the letters of a line."""
        drawn: list[str] = []
        for start, piece in zip(_starts(line, size, stretch), line.pieces, strict=True):
            pen = place[0] + start
            for part in piece.shaped:
                drawn += self.fonts[piece.run.weight].marks(part, (pen, place[1]), size)
                pen += part.width * size
        return drawn

    def _operators(self, line: Line, size: float, stretch: float) -> str:
        """Written as it is read, each run put where it stands: viewers copy text in the order written."""
        shown: list[str] = []
        weight, pen = None, float("-inf")
        for start, (run, _level, shaped, _width, _is_space, is_figure) in zip(
            _starts(line, size, stretch), line.pieces, strict=True
        ):
            if is_figure or not -_LEAST_MOVE < start - pen < _LEAST_MOVE:
                shown.append(f"ET BT {start:.2f} 0 Td")
            if run.weight != weight:
                weight = run.weight
                font = self.fonts[weight]
                shown.append(f"/{font.name} {size:g} Tf")
            first, *others = shaped
            shown.append(font.shown[first])
            pen = start + first.width * size
            for part in others:
                shown.append(f"ET BT {pen:.2f} 0 Td\n{font.shown[part]}")
                pen += part.width * size
        shown.append("ET")
        return "\n".join(shown).removeprefix("ET ")


class Page:
    """Drawing operations of one page; the origin is the lower left corner, lengths in points."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self.operations: list[str] = []

    def line(
        self, line: Line, place: tuple[float, float], *, size: float, stretch: float = 0.0, ink: Ink = BLACK
    ) -> None:
        """A line whose left end is at `place`; `stretch` points are added to every gap between words."""
        if not line.pieces:
            return
        x, y = place
        written = self._hand.written(line, size, stretch)
        self.operations.append(f"q 1 0 0 1 {x:.2f} {y:.2f} cm {ink} rg\n{written} Q")
        if line.has_marks:
            marks = self._hand.marks(line, place, size, stretch)
            self.operations.append("\n".join([f"q {ink} rg", *marks, "Q"]))

    def rule(
        self, start: tuple[float, float], end: tuple[float, float], *, width: float, ink: Ink = BLACK
    ) -> None:
        """A straight line."""
        self.operations.append(
            f"q {ink} RG {width:.2f} w {start[0]:.2f} {start[1]:.2f} m {end[0]:.2f} {end[1]:.2f} l S Q"
        )

    def fill(self, corner: tuple[float, float], width: float, height: float, *, ink: Ink) -> None:
        """A filled box on its lower left corner."""
        self.operations.append(f"q {ink} rg {corner[0]:.2f} {corner[1]:.2f} {width:.2f} {height:.2f} re f Q")

    def boxes(
        self,
        boxes: Iterable[tuple[int, int, int, int]],
        origin: tuple[float, float],
        unit: float,
        *,
        ink: Ink,
    ) -> None:
        """Filled boxes: left, bottom, width and height of each, in units from `origin`."""
        drawn = "\n".join([f"{x} {y} {width} {height} re" for x, y, width, height in boxes])
        scaled = f"{unit:.6f} 0 0 {unit:.6f} {origin[0]:.3f} {origin[1]:.3f} cm"
        self.operations.append(f"q {scaled} {ink} rg\n{drawn}\nf Q")

    def picture(self, name: str, corner: tuple[float, float], width: float, height: float) -> None:
        """A picture that the document knows under `name`, on its lower left corner."""
        x, y = corner
        self.operations.append(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {y:.2f} cm /{name} Do Q")

    def blank(self, corner: tuple[float, float], width: float, height: float) -> None:
        """A white box over what was drawn before."""
        self.fill(corner, width, height, ink=_PAPER)

    def frame(self, corner: tuple[float, float], width: float, height: float, *, ink: Ink) -> None:
        """The outline of a box on its lower left corner."""
        self.operations.append(
            f"q {ink} RG 0.6 w {corner[0]:.2f} {corner[1]:.2f} {width:.2f} {height:.2f} re S Q"
        )


class Sheets:
    """The pages of one document, written to bytes that depend on nothing but what was drawn."""

    def __init__(self, typefaces: Typefaces, size: tuple[float, float] = A4) -> None:
        self.typefaces = typefaces
        self.width, self.height = size
        self.pages: list[Page] = []
        self.pictures: dict[str, Picture] = {}
        """By the name under which pages show them."""
        self.attachments: list[Attachment] = []
        self._hand = Hand(typefaces)

    def add(self) -> Page:
        """A new empty page."""
        self.pages.append(Page(self._hand))
        return self.pages[-1]

    def pdf(self, imprint: Imprint) -> bytes:
        """The document; the same drawing and imprint give the same bytes."""
        document = pdfdoc.PDFDocument(compression=1, invariant=1, lang=imprint.language)
        drawn = ["\n".join(page.operations).encode("ascii") for page in self.pages]
        self._imprint(document, imprint, drawn)
        shown = {name: pdf_picture(document, picture, name) for name, picture in self.pictures.items()}
        for operations in drawn:
            leaf = pdfdoc.PDFPage()
            leaf.pagewidth, leaf.pageheight = self.width, self.height
            # ReportLab would wrap the compressed page in ASCII, a quarter longer and slower.
            leaf.Contents = packed(operations)
            leaf.Resources = pdfdoc.PDFResourceDictionary()
            leaf.Resources.basicFonts()
            leaf.Resources.XObject = shown
            document.addPage(leaf)
        for font in self._hand.fonts.values():
            font.write(document)
        self._attach(document, imprint)
        return bytes(document.GetPDFData(None))

    def _attach(self, document: pdfdoc.PDFDocument, imprint: Imprint) -> None:
        """The attached files, where viewers list them."""
        names: list[object] = []
        for file in self.attachments:
            stream = packed(
                file.content,
                Type="/EmbeddedFile",
                Subtype=f"/{file.media_type.replace('/', '#2F')}",
                Params=pdfdoc.PDFDictionary({"Size": len(file.content), "ModDate": _date(imprint)}),
            )
            told = document.Reference(stream, f"{file.name}.content")
            entry = {
                "Type": "/Filespec",
                "F": pdfdoc.PDFString(file.name),
                "UF": pdfdoc.PDFString(file.name),
                "EF": pdfdoc.PDFDictionary({"F": told}),
                "AFRelationship": "/Alternative",
            }
            names += [
                pdfdoc.PDFString(file.name),
                document.Reference(pdfdoc.PDFDictionary(entry), file.name),
            ]
        if names:
            files = pdfdoc.PDFDictionary({"Names": pdfdoc.PDFArray(names)})
            document.Catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": files})

    def _imprint(self, document: pdfdoc.PDFDocument, imprint: Imprint, drawn: Iterable[bytes]) -> None:
        issued = imprint.issued_at.astimezone(UTC)
        document.setTitle(imprint.title)
        document.setAuthor(imprint.author)
        document.setSubject("")
        document.setKeywords(imprint.keywords)
        document.setCreator("Poshtiban")
        document.setDateFormatter(lambda *_now: _moment(imprint))
        document.Catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
        # ReportLab's own fingerprint would take in the clock of the environment.
        told = f"{imprint.title}\n{imprint.language}\n{issued.isoformat()}\n{imprint.keywords}"
        document.signature = hashlib.sha256(b"\n".join([told.encode(), *drawn]))


def _moment(imprint: Imprint) -> str:
    return f"D:{imprint.issued_at.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"


def _date(imprint: Imprint) -> pdfdoc.PDFString:
    return pdfdoc.PDFString(_moment(imprint))


def _starts(line: Line, size: float, stretch: float) -> list[float]:
    """Left end of every piece, from that of the line."""
    starts = [0.0] * len(line.pieces)
    x = 0.0
    for index in line.order:
        piece = line.pieces[index]
        starts[index] = x
        x += piece.width * size + (stretch if piece.is_space else 0.0)
    return starts
