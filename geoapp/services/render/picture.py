"""A static map: areas coloured by class, hatched without data, projects as points, legend, scale, source and date."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geoapp.errors import GeoAppError
from geoapp.services.portfolio import FloatArray

FORMATS = ("png", "svg", "pdf")
_DPI = 200
_METRIC_CRS = 32717
"""UTM 17 South, in which Cajamarca lies: one scale bar holds for the whole picture."""
_INK, _SOFT, _GROUND, _EDGE = "#1d2733", "#55606e", "#ffffff", "#ffffff"
_LIMIT, _POINT = "#3f4a57", "#b3261e"


_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": "geoapp"},
    "svg": {"Date": None, "Creator": "geoapp"},
    "pdf": {"CreationDate": None, "Creator": "geoapp"},
}


@dataclass(frozen=True)
class PictureArea:
    """An area to colour: name, outline in EPSG:4326, label point, class from 0 or None without data."""

    ubigeo: str
    name: str
    shape: shapely.Geometry
    lon: float
    lat: float
    rank: int | None


@dataclass(frozen=True)
class Picture:
    """Everything that stands on the picture.

    Attributes
    ----------
    classes
        Label and number of areas of each class, from low to high.
    colors
        Colours of the classes.
    outlines
        Limits drawn over the areas, EPSG:4326.
    lon, lat
        Projects on the map, WGS 84.
    notes
        Lines under the map: source and date, what the measure counts, what is not on the map.
    """

    title: str
    subtitle: str
    legend_title: str
    areas: Sequence[PictureArea]
    classes: Sequence[tuple[str, int]]
    colors: Sequence[str]
    outlines: Sequence[shapely.Geometry]
    lon: FloatArray
    lat: FloatArray
    points_label: str
    notes: Sequence[str]


def draw_picture(picture: Picture, file_format: str) -> bytes:
    """Draw a picture.

    Parameters
    ----------
    file_format
        One of `FORMATS`.

    Raises
    ------
    GeoAppError
        On another format, or when there is no area to draw.
    """
    if file_format not in FORMATS:
        raise GeoAppError(f"No se puede dibujar «{file_format}». Se puede: {', '.join(FORMATS)}.")
    if not picture.areas:
        raise GeoAppError("No hay áreas que dibujar: revise --area y --level.")
    import matplotlib as mpl  # noqa: PLC0415 - slow to load, needed here only
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context(
        {"font.family": "DejaVu Sans", "svg.fonttype": "path", "svg.hashsalt": "geoapp", "hatch.linewidth": 0.6}
    ):
        frame = _frame(picture.areas)
        west, south, east, north = frame.total_bounds
        tall = min(1.7, max(0.6, (north - south) / (east - west)))
        figure = Figure(figsize=(9.0, 1.5 + 5.6 * tall), dpi=_DPI, facecolor=_GROUND)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.03, 0.12, 0.62, 0.77))
        axes.set_axis_off()
        axes.set_aspect("equal")
        _draw_areas(axes, frame, picture)
        _draw_points(axes, picture)
        _label(axes, frame)
        _scale_bar(axes, float(west), float(south), float(east))
        figure.text(0.03, 0.965, picture.title, fontsize=15, fontweight="bold", color=_INK, va="top")
        figure.text(0.03, 0.925, picture.subtitle, fontsize=9.5, color=_SOFT, va="top")
        _legend(figure, picture)
        figure.text(0.03, 0.015, "\n".join(picture.notes), fontsize=7, color=_SOFT, va="bottom", linespacing=1.5)
        out = io.BytesIO()
        # Without the day of drawing, the same edition gives the same file.
        metadata = _METADATA[file_format]
        figure.savefig(out, format=file_format, metadata=metadata)
    return out.getvalue()


def _frame(areas: Sequence[PictureArea]) -> Any:
    import geopandas  # noqa: PLC0415 - slow to load, needed here only

    frame = geopandas.GeoDataFrame(
        {
            "name": [area.name for area in areas],
            "rank": [-1 if area.rank is None else area.rank for area in areas],
            "lon": [area.lon for area in areas],
            "lat": [area.lat for area in areas],
        },
        geometry=[area.shape for area in areas],
        crs=4326,
    )
    return frame.to_crs(_METRIC_CRS)


def _metric(lon: Sequence[float] | FloatArray, lat: Sequence[float] | FloatArray) -> tuple[Any, Any]:
    from pyproj import Transformer  # noqa: PLC0415 - slow to load, needed here only

    x, y = Transformer.from_crs(4326, _METRIC_CRS, always_xy=True).transform(np.asarray(lon), np.asarray(lat))
    return x, y


def _draw_areas(axes: Any, frame: Any, picture: Picture) -> None:
    import geopandas  # noqa: PLC0415

    nothing = frame[frame["rank"] < 0]
    if len(nothing):
        nothing.plot(ax=axes, facecolor="#ebe8e1", edgecolor="#8a857a", hatch="////", linewidth=0.4)
    for rank, color in enumerate(picture.colors):
        chosen = frame[frame["rank"] == rank]
        if len(chosen):
            chosen.plot(ax=axes, facecolor=color, edgecolor=_EDGE, linewidth=0.5)
    if picture.outlines:
        outlines = geopandas.GeoSeries(list(picture.outlines), crs=4326).to_crs(_METRIC_CRS)
        outlines.boundary.plot(ax=axes, color=_LIMIT, linewidth=0.9)


def _draw_points(axes: Any, picture: Picture) -> None:
    if len(picture.lon):
        x, y = _metric(picture.lon, picture.lat)
        axes.scatter(x, y, s=13, marker="o", facecolor=_POINT, edgecolor="#ffffff", linewidth=0.6, zorder=5)


def _label(axes: Any, frame: Any) -> None:
    """Names where there is room: the larger areas first, none over another."""
    from matplotlib import patheffects  # noqa: PLC0415

    halo = [patheffects.withStroke(linewidth=2.2, foreground="#ffffff")]
    west, south, east, north = frame.total_bounds
    letter, line = (east - west) / 78, (north - south) / 55
    taken: list[tuple[float, float, float, float]] = []
    for position in frame.geometry.area.sort_values(ascending=False).index:
        row = frame.loc[position]
        x, y = _metric([row["lon"]], [row["lat"]])
        half = len(row["name"]) * letter / 2
        box = (x[0] - half, y[0] - line / 2, x[0] + half, y[0] + line / 2)
        left, _, right, _ = row.geometry.bounds
        if right - left < half * 1.3 or any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
        ):
            continue
        taken.append(box)
        axes.text(
            x[0], y[0], row["name"], fontsize=6.5, color=_INK, ha="center", va="center", zorder=6, path_effects=halo
        )


def _scale_bar(axes: Any, west: float, south: float, east: float) -> None:
    raw = (east - west) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    length = next(step * power for step in (5, 2, 1) if step * power <= raw)
    x, y = west, south - (east - west) * 0.05
    axes.plot([x, x + length], [y, y], color=_INK, linewidth=2, solid_capstyle="butt", zorder=7)
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"  # noqa: PLR2004 - a kilometre
    axes.text(x + length, y, f"  {text}", fontsize=7.5, color=_INK, va="center")


def _legend(figure: Any, picture: Picture) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.patches import Patch  # noqa: PLC0415

    handles: list[Any] = [
        Patch(facecolor=color, edgecolor="#7b8490", linewidth=0.5, label=f"{label}  ({count})")
        for (label, count), color in zip(picture.classes, picture.colors, strict=True)
    ]
    without = sum(area.rank is None for area in picture.areas)
    if without:
        handles.append(Patch(facecolor="#ebe8e1", edgecolor="#8a857a", hatch="////", label=f"sin dato  ({without})"))
    if len(picture.lon):
        handles.append(
            Line2D(
                [],
                [],
                linestyle="",
                marker="o",
                markersize=5,
                markerfacecolor=_POINT,
                markeredgecolor="#ffffff",
                label=picture.points_label,
            )
        )
    legend = figure.legend(
        handles=handles, title=picture.legend_title, loc="upper left", bbox_to_anchor=(0.66, 0.88), frameon=False,
        fontsize=8.5, title_fontsize=9.5, alignment="left", labelspacing=0.6,
    )  # fmt: skip
    legend.get_title().set_fontweight("bold")
    legend.get_title().set_color(_INK)
