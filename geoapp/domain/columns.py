"""Columns of many projects in little memory: repeated values as codes, numbers as arrays; read like plain lists.

What depends on a value is computed once per distinct value (`Coded.map`, `Coded.table`), never once per project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
U = TypeVar("U")
N = TypeVar("N", bound=np.generic)

MISSING: Final = int(np.iinfo(np.int64).min)
"""Stands for «no data» in columns of whole numbers; no quantity reaches it."""


class Codes(dict[Any, int]):
    """Gives each value that is asked for a number, in the order of their first appearance."""

    def __missing__(self, value: Any) -> int:
        code = self[value] = len(self)
        return code

    def of(self, values: Sequence[Any]) -> npt.NDArray[np.int32]:
        """Codes of values."""
        return np.fromiter(map(self.__getitem__, values), dtype=np.int32, count=len(values))


class Coded(Sequence[T], Generic[T]):
    """A column of values that many entries share: `values[codes[i]]` is entry i.

    Parameters
    ----------
    values
        The distinct values; after `map` some may be equal.
    codes
        Whole numbers, one per entry.
    """

    def __init__(self, values: Sequence[T], codes: npt.NDArray[np.integer[Any]]) -> None:
        self.values = tuple(values)
        width: type[np.integer[Any]] = np.int16 if len(self.values) <= np.iinfo(np.int16).max else np.int32
        self.codes: npt.NDArray[np.integer[Any]] = codes.astype(width)

    @classmethod
    def of(cls, values: Iterable[T]) -> Coded[T]:
        """Code a column; one that is coded already is given back."""
        if isinstance(values, Coded):
            return values
        known = Codes()
        codes = known.of(values if isinstance(values, Sequence) else list(values))
        return cls(tuple(known), codes)

    def map(self, change: Callable[[T], U]) -> Coded[U]:
        """The column with every value changed; `change` is called once per distinct value."""
        return Coded(tuple(map(change, self.values)), self.codes)

    def table(self, number: Callable[[T], Any], dtype: type[N]) -> npt.NDArray[N]:
        """A number of each entry's value, as an array; `number` is called once per distinct value."""
        found: npt.NDArray[N] = np.fromiter(map(number, self.values), dtype, len(self.values))[self.codes]
        return found

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Coded[T]: ...
    def __getitem__(self, index: int | slice) -> T | Coded[T]:
        if isinstance(index, slice):
            return Coded(self.values, self.codes[index])
        return self.values[int(self.codes[index])]

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[T]:
        return map(self.values.__getitem__, self.codes.tolist())


class Numeric(Sequence[Any]):
    """A column of numbers; entries without data read as None.

    Parameters
    ----------
    array
        int64 with `MISSING`, or float64 with NaN, where there is no data.
    """

    def __init__(self, array: npt.NDArray[Any]) -> None:
        self.array = array

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Numeric: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Numeric(self.array[index])
        value = self.array[index].item()
        return None if value == MISSING or value != value else value  # noqa: PLR0124 - NaN

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[Any]:
        known = ~np.isnan(self.array) if self.array.dtype.kind == "f" else self.array != MISSING
        return (value if there else None for value, there in zip(self.array.tolist(), known.tolist(), strict=True))


def integers(values: Sequence[int | None]) -> npt.NDArray[np.int64]:
    """A column of whole numbers as array; `MISSING` for None."""
    if isinstance(values, Numeric):
        return values.array
    return np.fromiter((MISSING if value is None else value for value in values), dtype=np.int64, count=len(values))


def floats(values: Sequence[float | None]) -> npt.NDArray[np.float64]:
    """A column of numbers as array; NaN for None."""
    if isinstance(values, Numeric):
        return values.array
    return np.fromiter((np.nan if value is None else value for value in values), dtype=np.float64, count=len(values))
