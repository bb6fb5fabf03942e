"""The errors of the layers package: each names what is wrong, where, and how to mend it."""

from __future__ import annotations

from pathlib import Path


class LayerError(ValueError):
    """A layer was given something it cannot draw."""


class MissingCRSError(LayerError):
    """Geometry came without its reference system: guessing one would misplace it."""


class CatalogError(LayerError):
    """A catalogue file is broken.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    line : int
        Line of the fault, counted from 1.
    problem : str
        What is wrong and how to mend it, in Spanish.
    """

    def __init__(self, path: Path, line: int, problem: str) -> None:
        self.path = path
        self.line = line
        self.problem = problem
        super().__init__(f"{path.name}, línea {line}: {problem} (archivo {path})")
