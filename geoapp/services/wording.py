"""Words of a filter looked up in the database's search index, with the masks of very frequent words kept.

A word that a large part of all projects have costs the index as much as there are such projects, every time that it
stands in a query; as a mask it costs an eighth of a byte per project, once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geoapp.db.engine import Database
from geoapp.db.repositories import ProjectRepository
from geoapp.domain.text import words
from geoapp.services.portfolio import BoolArray, IntArray

COMMON = (
    "de del la las el los en y para con por "
    "mejoramiento creacion ampliacion construccion instalacion recuperacion rehabilitacion renovacion "
    "servicio servicios sistema agua potable saneamiento alcantarillado riego canal carretera camino vecinal puente "
    "tramo pistas veredas transitabilidad educativa educativos institucion salud puesto electrificacion rural "
    "distrito provincia departamento region cajamarca centro poblado caserio localidad"
)
"""How names of public works are made, as people paste them; see `Wording.prepare`."""
MAX_KEPT = 96
MIN_PROJECTS = 50_000
"""With fewer projects every query is answered at once."""
MIN_SHARE = 1 / 64
"""Of all projects; words of fewer are quickly found anyhow."""


class Wording:
    """Finds the projects of one edition by words.

    Parameters
    ----------
    rows
        Number of each project's row in the database, by which the search index names it.
    """

    def __init__(self, database: Database, edition: int, rows: IntArray) -> None:
        self._database = database
        self._edition = edition
        self._rows = rows
        self._kept: dict[str, npt.NDArray[np.uint8]] = {}

    def prepare(self) -> None:
        """Look up the `COMMON` words where there are many projects, so that no reader waits for them."""
        if len(self._rows) >= MIN_PROJECTS:
            for word in words(COMMON):
                self.matching(word)

    def matching(self, q: str) -> BoolArray:
        """Mask of the projects that have, for every word of a query, a word beginning with it.

        A query without words matches nothing.
        """
        wanted = tuple(dict.fromkeys(words(q)))
        kept = {word: self._kept[word] for word in wanted if word in self._kept}  # words are only added
        others = [word for word in wanted if word not in kept]
        if others or not wanted:
            found = self._ask(" ".join(others))
            if len(others) == 1:
                self._keep(others[0], found)
        else:
            found = np.ones(len(self._rows), dtype=bool)
        for mask in kept.values():
            found &= np.unpackbits(mask, count=len(found)).view(bool)
        return found

    def _ask(self, q: str) -> BoolArray:
        with self._database.reading() as session:
            found = ProjectRepository(session, self._edition).search(q)
        # A mark per row number is cheaper than looking each number up, and needs no order of them.
        marks = np.zeros(int(self._rows.max(initial=-1)) + 1, dtype=bool)
        marks[found[found < len(marks)]] = True  # other editions have rows of their own
        return marks[self._rows]

    def _keep(self, word: str, mask: BoolArray) -> None:
        """Keep a frequent word; the rows of an edition never change, so what is kept stays right."""
        many = max(len(mask), MIN_PROJECTS) * MIN_SHARE
        if len(self._kept) < MAX_KEPT and np.count_nonzero(mask) >= many:
            self._kept[word] = np.packbits(mask)
