"""The picture that stands for a page where it is shared: 1200 by 630 pixels, map, name and key figures."""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

WIDTH, HEIGHT = 1200, 630
_DPI = 100
_MAP = (0.035, 0.06, 0.42, 0.88)
"""Left, bottom, width and height of the map, in parts of the picture."""
_TEXT_LEFT, _TEXT_RIGHT = 0.49, 0.97
_LINE_LETTERS, _SUBTITLE_LETTERS = 27, 56
_INK, _SOFT, _GROUND, _AREA, _EDGE = "#f2f6fa", "#b9c7d6", "#10324f", "#1d4a70", "#0c2236"
_FOCUS, _POINT, _ACCENT = "#7fc8a9", "#ffd27a", "#7fc8a9"
_LOCK = threading.Lock()
"""matplotlib keeps fonts and other state in its modules: one picture at a time."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What stands on the picture.

    Attributes
    ----------
    figures
        Pairs of a figure and what it says.
    shapes, focus
        Outlines in EPSG:4326; those in `focus` are lit, and the map is drawn around all of them.
    points
        Longitudes and latitudes, WGS 84.
    """

    title: str
    subtitle: str
    figures: tuple[tuple[str, str], ...]
    foot: str
    shapes: tuple[shapely.Geometry, ...]
    focus: tuple[shapely.Geometry, ...]
    points: tuple[tuple[float, float], ...] = ()


def draw_preview(preview: Preview) -> bytes:
    """The picture as PNG; the same content always gives the same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow to load, needed here only
    from matplotlib.figure import Figure  # noqa: PLC0415

    with _LOCK:
        figure = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor=_GROUND)
        FigureCanvasAgg(figure)
        _draw_map(figure, preview)
        _draw_text(figure, preview)
        out = io.BytesIO()
        figure.savefig(out, format="png", metadata={"Software": "geoapp"}, facecolor=_GROUND)
    return out.getvalue()


def _draw_map(figure: Any, preview: Preview) -> None:
    axes = figure.add_axes(_MAP)
    axes.set_axis_off()
    west, south, east, north = shapely.total_bounds([*preview.shapes, *preview.focus])
    # Degrees of longitude are shorter than those of latitude.
    axes.set_aspect(1 / math.cos(math.radians((south + north) / 2)))
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    _fill(axes, preview.shapes, _AREA, _EDGE, 0.8)
    _fill(axes, preview.focus, _FOCUS, _EDGE, 1.2)
    if preview.points:
        lons, lats = zip(*preview.points, strict=True)
        size = 46 if len(preview.points) < 60 else 16  # noqa: PLR2004 - many points would hide the map
        axes.scatter(lons, lats, s=size, c=_POINT, edgecolors=_EDGE, linewidths=0.8, zorder=4)


def _fill(axes: Any, shapes: Sequence[shapely.Geometry], face: str, edge: str, width: float) -> None:
    from matplotlib.patches import PathPatch  # noqa: PLC0415 - slow to load, needed here only
    from matplotlib.path import Path  # noqa: PLC0415

    for shape in shapes:
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                rings = [part.exterior, *part.interiors]
                path = Path.make_compound_path(*(Path(list(ring.coords), closed=True) for ring in rings))
                axes.add_patch(PathPatch(path, facecolor=face, edgecolor=edge, linewidth=width))


def _draw_text(figure: Any, preview: Preview) -> None:
    def write(y: float, text: str, size: float, color: str = _INK, **options: Any) -> None:
        written = figure.text(_TEXT_LEFT, y, text, fontsize=size, color=color, va="top", parse_math=False, **options)
        # Letters are of different widths: what would be cut at the edge is written smaller.
        written.set_fontsize(size * min(1, (_TEXT_RIGHT - _TEXT_LEFT) * WIDTH / written.get_window_extent().width))

    lines = fold_lines(preview.title, _LINE_LETTERS, 3)
    size = 34 if len(lines) == 1 else 27 if len(lines) == 2 else 23  # noqa: PLR2004
    y = 0.90
    for line in lines:
        write(y, line, size, weight="bold")
        y -= size * 1.32 / (HEIGHT / _DPI * 72)
    write(y - 0.015, fold_lines(preview.subtitle, _SUBTITLE_LETTERS, 1)[0], 15, _SOFT)
    y -= 0.105
    for value, label in preview.figures:
        write(y, value, 25, _ACCENT, weight="bold")
        write(y - 0.079, label, 13.5, _SOFT)
        y -= 0.142
    write(0.075, preview.foot, 12, _SOFT)


def fold_lines(text: str, letters: int, most: int) -> tuple[str, ...]:
    """The text in lines of about so many letters; what does not fit in `most` lines ends with an ellipsis."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > most:
        kept = lines[:most]
        kept[-1] = f"{kept[-1][: letters - 1].rstrip(' ,')}…"
        return tuple(kept)
    return tuple(lines)
