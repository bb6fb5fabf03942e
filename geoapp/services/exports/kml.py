"""KML 2.2 of the filtered view: one placemark per project with typed extended data; no geometry off the map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from geoapp.deferred import deferred
from geoapp.services.exports.fields import PROJECT_FIELDS, Field
from geoapp.services.exports.rows import CellStyle, RowWriter, join, replace_where, to_bytes
from geoapp.services.exports.table import coordinate_texts, index_batches, pick, plain_text, project_table
from geoapp.services.exports.view import ExportView, Progress, statements

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = deferred("pyarrow")

_MARKUP = r"[&<>\x00-\x1f]"
_TYPES = {"money": "double", "percent": "double", "number": "double", "integer": "int"}


def xml_text(text: str) -> str:
    """Text fit for XML 1.0: markup escaped, control characters that XML has no way to say left out."""
    return escape("".join(sign for sign in text if sign >= " " or sign in "\t\n\r"))


def _opening(field: Field) -> str:
    return f'<SimpleData name="{field.name}">'


def escaped(column: pa.Array) -> pa.Array:
    """Texts fit for XML."""
    return replace_where(column, _MARKUP, xml_text)


_STYLE = CellStyle(
    name="kml",
    text=lambda field, column: join(_opening(field), escaped(column), "</SimpleData>"),
    number=lambda field, column: join(_opening(field), column, "</SimpleData>"),
    alerts=lambda field, names: f"{_opening(field)}{'; '.join(names)}</SimpleData>" if names else None,
    null=lambda _: "",
)


def write_kml(view: ExportView, progress: Progress) -> Iterator[bytes]:
    """Pieces of the document."""
    said = "\n".join(f"{name}: {text}" for name, text in statements(view))
    schema = "".join(
        f'<SimpleField name="{field.name}" type="{_TYPES.get(field.kind, "string")}">'
        f"<displayName>{escape(field.title)}</displayName></SimpleField>"
        for field in PROJECT_FIELDS
    )
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>Inversión pública en Cajamarca</name><description>{xml_text(said)}</description>"
        f'<Schema id="proyecto" name="proyecto">{schema}</Schema>'
        "<Folder><name>proyectos</name>\n"
    ).encode()
    table = project_table(view.publication)
    writer = RowWriter(table, _STYLE)
    for batch in index_batches(view.indices):
        lon, lat, placed = table.coordinates(batch)
        point = join(
            "<Point><coordinates>",
            coordinate_texts(lon, placed),
            ",",
            coordinate_texts(lat, placed),
            "</coordinates></Point>",
        ).fill_null("")
        name = escaped(plain_text(pick(table.columns["name"], batch))).fill_null("")
        rows = join(
            "<Placemark><name>",
            name,
            '</name><ExtendedData><SchemaData schemaUrl="#proyecto">',
            *writer.cells(batch),
            "</SchemaData></ExtendedData>",
            point,
            "</Placemark>\n",
        )
        yield to_bytes(rows)
        progress(len(batch))
    yield b"</Folder></Document></kml>\n"
