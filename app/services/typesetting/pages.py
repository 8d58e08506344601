"""Pages of one document: lines of text, rules and boxes at their places, and the PDF made of them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

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

    def __str__(self) -> str:
        return f"{self.red:.3f} {self.green:.3f} {self.blue:.3f}"


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


class Page:
    """Drawing operations of one page; the origin is the lower left corner, lengths in points."""

    def __init__(self, fonts: dict[Weight, EmbeddedFont]) -> None:
        self._fonts = fonts
        self.operations: list[str] = []

    def line(
        self, line: Line, place: tuple[float, float], *, size: float, stretch: float = 0.0, ink: Ink = BLACK
    ) -> None:
        """A line whose left end is at `place`; `stretch` points are added to every gap between words."""
        x, y = place
        shown = [f"{ink} rg"]
        marks: list[str] = []
        weight, pen, height = None, float("-inf"), f" {y:.2f} Td"
        # Written as it is read, each run put where it stands: viewers copy text in the order written.
        for start, piece in zip(_starts(line, x, size, stretch), line.pieces, strict=True):
            if piece.is_figure or not -_LEAST_MOVE < start - pen < _LEAST_MOVE:
                shown.append(f"ET BT {start:.2f}{height}")
            if piece.run.weight != weight:
                weight = piece.run.weight
                font = self._fonts[weight]
                shown.append(f"/{font.name} {size:g} Tf")
            shown.append(font.shown(piece.shaped))
            if piece.shaped.marks:
                marks += font.marks(piece.shaped, (start, y), size)
            pen = start + piece.width * size
        if line.pieces:
            self.operations.append("\n".join([*shown, "ET"]).replace("ET ", "", 1))
        if marks:
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

    def boxes(self, boxes: Iterable[tuple[float, float, float, float]], *, ink: Ink) -> None:
        """Filled boxes: left, bottom, width and height of each."""
        drawn = "\n".join(f"{x:.3f} {y:.3f} {width:.3f} {height:.3f} re" for x, y, width, height in boxes)
        self.operations.append(f"q {ink} rg\n{drawn}\nf Q")

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
        self._fonts = {
            weight: EmbeddedFont(name, typefaces.faces[weight]) for weight, name in _FONT_NAMES.items()
        }

    def add(self) -> Page:
        """A new empty page."""
        self.pages.append(Page(self._fonts))
        return self.pages[-1]

    def pdf(self, imprint: Imprint) -> bytes:
        """The document; the same drawing and imprint give the same bytes."""
        document = pdfdoc.PDFDocument(compression=1, invariant=1, lang=imprint.language)
        self._imprint(document, imprint)
        shown = {name: pdf_picture(document, picture, name) for name, picture in self.pictures.items()}
        for page in self.pages:
            leaf = pdfdoc.PDFPage()
            leaf.pagewidth, leaf.pageheight = self.width, self.height
            # ReportLab would wrap the compressed page in ASCII, a quarter longer and slower.
            leaf.Contents = packed("\n".join(page.operations).encode("ascii"))
            leaf.Resources = pdfdoc.PDFResourceDictionary()
            leaf.Resources.basicFonts()
            leaf.Resources.XObject = shown
            document.addPage(leaf)
        for font in self._fonts.values():
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

    def _imprint(self, document: pdfdoc.PDFDocument, imprint: Imprint) -> None:
        issued = imprint.issued_at.astimezone(UTC)
        document.setTitle(imprint.title)
        document.setAuthor(imprint.author)
        document.setSubject("")
        document.setKeywords(imprint.keywords)
        document.setCreator("Poshtiban")
        document.setDateFormatter(lambda *_now: _moment(imprint))
        document.Catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
        # ReportLab's own fingerprint would take in the clock of the environment.
        drawn = "\n".join(operation for page in self.pages for operation in page.operations)
        told = f"{imprint.title}\n{imprint.language}\n{issued.isoformat()}\n{imprint.keywords}\n{drawn}"
        document.signature = hashlib.sha256(told.encode())


def _moment(imprint: Imprint) -> str:
    return f"D:{imprint.issued_at.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"


def _date(imprint: Imprint) -> pdfdoc.PDFString:
    return pdfdoc.PDFString(_moment(imprint))


def _starts(line: Line, x: float, size: float, stretch: float) -> list[float]:
    """Left end of every piece."""
    starts = [0.0] * len(line.pieces)
    for index in line.order:
        piece = line.pieces[index]
        starts[index] = x
        x += piece.width * size + (stretch if piece.is_space else 0.0)
    return starts
