"""Draws a sheet as a PDF of one A4 page with matplotlib: real text in embedded fonts, the map as vectors."""

from __future__ import annotations

import io
import math
import threading
from functools import lru_cache
from typing import Any

from geoapp.services.pdf.fonts import lean_fonts
from geoapp.services.pdf.sheet import Figure, Sheet, SheetMap, Table

A4_MM = (210.0, 297.0)
MARGIN_MM = 13.0
MM_PER_INCH = 25.4
INK, SOFT, EDGE, ACCENT, WARM = "#1d2733", "#55606e", "#c3c9d1", "#0b4a8f", "#b4570a"
ROW_MM, DETAIL_MM, LINE_MM = 4.3, 2.9, 3.4
MAP_MM, MIN_MAP_MM, MAX_MAP_MM = 96.0, 56.0, 84.0
"""Width of the map, and the heights between which it takes what the rest leaves."""
LEAD_PT, SOURCES_PT = 7.1, 6.2
MAX_LEAD, MAX_SOURCES = 3, 4
"""Lines of the sentence at the top, and of the sources at the foot."""
POINT_MM = MM_PER_INCH / 72
_LOCK = threading.Lock()
"""matplotlib keeps fonts and other state in its modules: one sheet at a time."""


def draw_sheet(sheet: Sheet) -> bytes:
    """The sheet as a PDF file; the same sheet always gives the same bytes."""
    with _LOCK, lean_fonts():
        return _Page(sheet).render()


class _Page:
    """Draws from the top down; distances in millimetres from the upper left corner."""

    def __init__(self, sheet: Sheet) -> None:
        from matplotlib import rc_context  # noqa: PLC0415 - a heavy library, needed for sheets only
        from matplotlib.backends.backend_pdf import FigureCanvasPdf  # noqa: PLC0415
        from matplotlib.figure import Figure as Canvas  # noqa: PLC0415

        self._sheet = sheet
        self._rc = rc_context({"pdf.fonttype": 42, "font.family": "DejaVu Sans", "text.parse_math": False})
        self._figure = Canvas(figsize=(A4_MM[0] / MM_PER_INCH, A4_MM[1] / MM_PER_INCH), facecolor="white")
        self._canvas = FigureCanvasPdf(self._figure)
        self._renderer: Any = None
        self.free_mm = math.nan
        """Between the tables and the foot, known when all is drawn; below 0 they overlap."""

    def render(self) -> bytes:
        with self._rc:
            self._renderer = self._canvas.get_renderer() if hasattr(self._canvas, "get_renderer") else None
            self._all()
            out = io.BytesIO()
            metadata = {"Title": self._sheet.title, "Creator": "geoapp", "Producer": None, "CreationDate": None}
            self._figure.savefig(out, format="pdf", metadata=metadata)
            return out.getvalue()

    def _all(self) -> None:
        sheet = self._sheet
        width = A4_MM[0] - 2 * MARGIN_MM
        self._text(MARGIN_MM, MARGIN_MM + 5, sheet.title, 17, weight="bold")
        self._text(MARGIN_MM, MARGIN_MM + 10.5, _fit(sheet.facts, width, 8), 8, color=SOFT)
        self._line(MARGIN_MM + 13)
        top = MARGIN_MM + 16
        for line in _wrapped(sheet.lead, width, LEAD_PT, MAX_LEAD):
            self._text(MARGIN_MM, top + 1.5, line, LEAD_PT)
            top += LINE_MM
        top = self._figures(top + (2 if sheet.lead else 0), sheet.figures)
        cited = _wrapped(sheet.sources, width, SOURCES_PT, MAX_SOURCES)
        foot = A4_MM[1] - MARGIN_MM - LINE_MM * (len(cited) + len(sheet.foot) - 1)
        left_over = foot - 5 - sum(_height(table) + 3.0 for table in sheet.tables) - (top + 5.0)
        height = min(max(left_over, MIN_MAP_MM), MAX_MAP_MM)
        self._map(MARGIN_MM, top, MAP_MM, height, sheet.map)
        y, left = top, MARGIN_MM + 100.0
        for table in sheet.lists:
            y = self._table(left, y, width - 100.0, table) + 3.0
        y = max(y, top + height + 5.0)
        for table in sheet.tables:
            y = self._table(MARGIN_MM, y, width, table) + 3.0
        self._line(foot - 4)
        for number, line in enumerate((*cited, *sheet.foot)):
            self._text(MARGIN_MM, foot + LINE_MM * number, _fit(line, width, SOURCES_PT), SOURCES_PT, color=SOFT)
        self.free_mm = foot - 4 - (y - 3.0)

    def _figures(self, y: float, figures: tuple[Figure, ...]) -> float:
        columns = 3
        width = (A4_MM[0] - 2 * MARGIN_MM) / columns
        for number, figure in enumerate(figures):
            x, top = MARGIN_MM + width * (number % columns), y + 15.0 * (number // columns)
            self._text(x, top + 2, figure.name, 7, color=SOFT)
            self._text(x, top + 7.4, figure.value, 13, weight="bold")
            self._text(x, top + 11, _fit(figure.note, width - 3, 6.5), 6.5, color=SOFT)
        return y + 15.0 * math.ceil(len(figures) / columns) + 1

    def _table(self, x: float, y: float, width: float, table: Table) -> float:
        self._text(x, y + 3, table.title, 9, weight="bold", color=ACCENT)
        y += 4.6
        starts = [x + width * sum(table.widths[:i]) for i in range(len(table.widths))]
        for number, cells in enumerate((table.heads, *table.rows)):
            if number == 0 and not any(cells):
                continue
            y += ROW_MM
            for column, cell in enumerate(cells):
                room = width * table.widths[column] - 1.5
                color = SOFT if number == 0 else INK
                size = 6.5 if number == 0 else 7.0
                if column in table.right:
                    # A figure that is cut is another figure: it is drawn smaller.
                    size = min(size, room / POINT_MM / max(_width(cell), 1.0))
                    self._text(starts[column] + room, y - 1.2, cell, size, color=color, ha="right")
                else:
                    self._text(starts[column], y - 1.2, _fit(cell, room, size), size, color=color)
            if number and table.details:
                y += DETAIL_MM
                self._text(x, y - 1.1, _fit(table.details[number - 1].line, width, 6.2), 6.2, color=SOFT)
            self._line(y, x, x + width, EDGE, 0.4)
        if table.note:
            y += LINE_MM
            self._text(x, y - 0.4, _fit(table.note, width, 6.2), 6.2, color=SOFT)
        return y

    def _map(self, x: float, y: float, width: float, height: float, drawn: SheetMap) -> None:
        box = (x / A4_MM[0], 1 - (y + height) / A4_MM[1], width / A4_MM[0], height / A4_MM[1])
        axes = self._figure.add_axes(box)
        axes.set_xticks([])
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_edgecolor(EDGE)
        west, south, east, north = drawn.focus.bounds
        stretch = 1 / math.cos(math.radians((south + north) / 2))
        # Degrees of longitude are shorter than those of latitude: the frame keeps their true proportion.
        span = max((east - west) / stretch / width, (north - south) / height) * 1.08
        middle = ((west + east) / 2, (south + north) / 2)
        axes.set_xlim(middle[0] - span * width * stretch / 2, middle[0] + span * width * stretch / 2)
        axes.set_ylim(middle[1] - span * height / 2, middle[1] + span * height / 2)
        axes.set_aspect("auto")
        for name, shape in drawn.shapes:
            self._outline(axes, shape, face="#f4f1ea", edge="#8a95a3", width=0.6)
            point = shape.representative_point()
            if drawn.focus.intersects(point):
                axes.text(point.x, point.y, name, fontsize=5, color=SOFT, ha="center", va="center", clip_on=True)
        self._outline(axes, drawn.focus, face="none", edge=INK, width=1.4)
        for points, face, edge in ((drawn.coarse, "white", WARM), (drawn.exact, ACCENT, "white")):
            if points:
                lons, lats = zip(*points, strict=True)
                axes.scatter(lons, lats, s=14, facecolors=face, edgecolors=edge, linewidths=0.8, zorder=3)
        self._text(x, y + height + 3, _fit(drawn.note, width, 6.2), 6.2, color=SOFT)

    def _outline(self, axes: Any, shape: Any, *, face: str, edge: str, width: float) -> None:
        from matplotlib.patches import PathPatch  # noqa: PLC0415 - a heavy library, needed for sheets only
        from matplotlib.path import Path  # noqa: PLC0415

        for part in getattr(shape, "geoms", [shape]):
            rings = [part.exterior, *part.interiors]
            path = Path.make_compound_path(*(Path(list(ring.coords), closed=True) for ring in rings))
            axes.add_patch(PathPatch(path, facecolor=face, edgecolor=edge, linewidth=width))

    def _text(self, x: float, y: float, text: str, size: float, **options: Any) -> None:
        options.setdefault("color", INK)
        self._figure.text(x / A4_MM[0], 1 - y / A4_MM[1], text, fontsize=size, va="baseline", **options)

    def _line(
        self,
        y: float,
        start: float = MARGIN_MM,
        end: float = A4_MM[0] - MARGIN_MM,
        color: str = INK,
        width: float = 0.8,
    ) -> None:
        from matplotlib.lines import Line2D  # noqa: PLC0415 - a heavy library, needed for sheets only

        at = 1 - y / A4_MM[1]
        self._figure.add_artist(Line2D([start / A4_MM[0], end / A4_MM[0]], [at, at], color=color, linewidth=width))


def _fit(text: str, room_mm: float, size: float) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if _fits(text, room_mm, size):
        return text
    room = room_mm / POINT_MM / size - _advance("…")
    end, wide = 0, 0.0
    for end, char in enumerate(text):  # noqa: B007 - where it stops is what is asked
        wide += _advance(char)
        if wide > room:
            break
    return text[:end].rstrip() + "…"


def _height(table: Table) -> float:
    """What `_Page._table` takes."""
    rows = len(table.rows) * (ROW_MM + (DETAIL_MM if table.details else 0.0))
    return 4.6 + (ROW_MM if any(table.heads) else 0.0) + rows + (LINE_MM if table.note else 0.0)


def _wrapped(text: str, room_mm: float, size: float, most: int) -> list[str]:
    """The text in lines of the room's width; what goes beyond the last line is cut."""
    lines: list[str] = []
    rest = text.split(" ")  # not at the spaces that hold a figure and its sign together
    while rest and text:
        if len(lines) == most - 1:
            lines.append(_fit(" ".join(rest), room_mm, size))
            break
        taken = 1
        while taken < len(rest) and _fits(" ".join(rest[: taken + 1]), room_mm, size):
            taken += 1
        lines.append(_fit(" ".join(rest[:taken]), room_mm, size))
        rest = rest[taken:]
    return lines


def _fits(text: str, room_mm: float, size: float) -> bool:
    return _width(text) <= room_mm / POINT_MM / size


def _width(text: str) -> float:
    """Width of a text in parts of the font's size."""
    return sum(map(_advance, text))


@lru_cache(maxsize=2048)
def _advance(char: str) -> float:
    """Width of a letter in parts of the font's size."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - a heavy library, needed for sheets only
    from matplotlib.textpath import TextToPath  # noqa: PLC0415

    # A blank alone has no width: it is measured between letters.
    font = FontProperties(family="DejaVu Sans", size=100)
    wide, bare = (TextToPath().get_text_width_height_descent(t, font, ismath=False)[0] for t in (f"|{char}|", "||"))
    return float(wide - bare) / 100
