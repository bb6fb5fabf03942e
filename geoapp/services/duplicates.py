"""Projects that may be one under two codes: the same sector and provinces, and names that share most of their words.

Numbers in a name (of a school, a stage) must be the same: two schools of one town are not one project. So projects are
first grouped by sector, provinces and numbers, and only what shares its group with another is looked at; names with the
same words are compared once for all of them. What is held follows a part of the names, never all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geoapp.deferred import deferred
from geoapp.domain.columns import Coded
from geoapp.domain.text import fold
from geoapp.services.portfolio import BoolArray, IntArray, Portfolio

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")

SIMILAR_NAMES = 0.8
"""Share of words in common (Jaccard) from which two names in one province look like one project."""
LEAST_LETTERS = 3
"""Shorter words (de, la, y) do not make names alike."""
_PART = 40_000
"""Names in hand at a time."""
_PAIRS = 500_000
"""Pairs of names compared at a time."""
_LETTERS, _BARE = "áéíóúüñÁÉÍÓÚÜÑºª°«»“”–", "aeiouunAEIOUUNoa      "
# Folded text has no small letters: edges of words are where ASCII letters and digits end.
_NUMBER = r"(?-u:\b)[0-9]+(?-u:\b)"
_WORD = rf"(?-u:\b)(?:[0-9A-Z]{{{LEAST_LETTERS},}}|[0-9]+)(?-u:\b)"


@dataclass(frozen=True)
class Alike:
    """What `find_alike` found, without its pairs written out: a hundred projects of one name are 4,950 of them.

    Attributes
    ----------
    rows, names
        Projects that were compared, and a number for what each one's name says; equal numbers are alike.
    left, right
        Pairs of such numbers whose names are alike.
    """

    rows: IntArray
    names: IntArray
    left: IntArray
    right: IntArray

    def projects(self, size: int) -> BoolArray:
        """Mask over `size` projects of those that have another alike."""
        told = np.bincount(self.names) > 1
        told[self.left] = told[self.right] = True
        mask = np.zeros(size, dtype=bool)
        mask[self.rows[told[self.names]]] = True
        return mask

    def pairs(self) -> tuple[IntArray, IntArray]:
        """Every pair of projects, the earlier first, in the order of the later and then of the earlier."""
        order = np.argsort(self.names, kind="stable")
        rows = self.rows[order]
        counts = np.bincount(self.names, minlength=1)
        starts = np.cumsum(counts) - counts
        several = np.flatnonzero(counts > 1)
        left = np.concatenate([self.left, several])
        right = np.concatenate([self.right, several])
        sizes = counts[left] * counts[right]
        pair, at = _runs(sizes)
        one = rows[starts[left][pair] + at // counts[right][pair]]
        other = rows[starts[right][pair] + at % counts[right][pair]]
        # Within one name each pair comes from both sides and each project with itself.
        kept = (left[pair] != right[pair]) | (one < other)
        earlier, later = np.minimum(one, other)[kept], np.maximum(one, other)[kept]
        order = np.lexsort((earlier, later))
        return earlier[order], later[order]


def find_alike(portfolio: Portfolio) -> Alike:
    """Find the projects, other than packages, whose names are alike."""
    rows = np.flatnonzero(~portfolio.package)
    group = ("sector", "places", "numbers")
    parts = (_parts_of(portfolio, rows[at : at + _PART]) for at in range(0, len(rows), _PART))
    keys = [np.zeros(0, dtype=np.uint64), *(part.select(group).hash_rows().to_numpy() for part in parts)]
    # A hash brings together what may be one group; `_compare` looks at the group itself.
    _, codes, counts = np.unique(np.concatenate(keys), return_inverse=True, return_counts=True)
    rows = rows[counts[codes] > 1]
    order = np.argsort(codes[counts[codes] > 1], kind="stable")
    edges = np.concatenate([[0], np.cumsum(counts[counts > 1])])
    found: list[tuple[IntArray, ...]] = [(np.zeros(0, dtype=np.int64),) * 4]
    known = 0
    for first, last in _portions(counts[counts > 1], _PART):
        told, *numbers = _compare(_parts_of(portfolio, rows[order[edges[first] : edges[last]]]))
        found.append((told, *(column + known for column in numbers)))
        known += int(numbers[0].max(initial=-1)) + 1
    return Alike(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _portions(sizes: IntArray, most: int) -> Iterator[tuple[int, int]]:
    """Edges of portions of runs that together have about so many entries; no run is divided."""
    portion = (np.cumsum(sizes) - sizes) // most
    edges = [*np.flatnonzero(np.diff(portion, prepend=-1)).tolist(), len(sizes)]
    yield from pairwise(edges)


def _runs(sizes: IntArray) -> tuple[IntArray, IntArray]:
    """Of runs of some sizes one after another: the run of each entry, and its place in the run."""
    run = np.repeat(np.arange(len(sizes)), sizes)
    return run, np.arange(len(run)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _parts_of(portfolio: Portfolio, rows: IntArray) -> pl.DataFrame:
    """What has to be the same (``sector``, ``places``, ``numbers``) and the folded ``name`` of some projects."""
    names = portfolio.text["name"]
    folded = _folded(pl.Series("name", [str(names[row]) for row in rows.tolist()], dtype=pl.String))
    return pl.DataFrame(
        {
            "row": rows,
            "sector": Coded.of(portfolio.text["sector"]).codes[rows],
            "places": Coded.of(portfolio.text["province_codes"]).codes[rows],
            "name": folded,
            "numbers": _numbers(folded),
        }
    )


def _numbers(folded: pl.Series) -> pl.Series:
    found = folded.str.extract_all(_NUMBER)
    told = found.list.join(" ")
    several = (found.list.len() > 1).arg_true()
    # Few names have more than one, and sorting very short lists takes polars longer.
    return told.scatter(several, [" ".join(sorted(set(each))) for each in found.gather(several).to_list()])


def _folded(names: pl.Series) -> pl.Series:
    """Names as `domain.text.fold` gives them but for their spaces, and with ``_`` as a space, as words end there."""
    bare = names.str.replace_many(list(_LETTERS), list(_BARE))
    # Taking letters apart is the dearest step, and Spanish needs it for no other letters than these.
    foreign = (bare.str.len_bytes() != bare.str.len_chars()).arg_true()
    if len(foreign):
        apart = bare.gather(foreign).str.normalize("NFKD").str.replace_all("[\u0300-\u034e\u0350-\u036f]+", "")
        marked = apart.str.contains(r"\p{M}").arg_true()
        if len(marked):  # marks of other alphabets: as good as never
            apart = apart.scatter(marked, [fold(name) for name in apart.gather(marked).to_list()])
        bare = bare.scatter(foreign, apart)
    return bare.str.to_uppercase().str.replace_all("_", " ", literal=True)


def _compare(parts: pl.DataFrame) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Compare names within their groups; give the columns of `Alike`."""
    one_word = (
        parts.with_row_index("group")
        .select(
            "row",
            pl.col("group").first().over("sector", "places", "numbers"),
            words=pl.col("name").str.extract_all(_WORD),
        )
        .explode("words")
        .drop_nulls("words")
        .unique()
        .sort("row", "words")
    )
    named = one_word.group_by("row", maintain_order=True).agg(pl.col("group").first(), "words")
    named = named.with_columns(said=pl.col("words").list.join(" "))
    distinct = named.unique(["group", "said"], maintain_order=True).with_row_index("number")
    rows = named.join(distinct.select("group", "said", "number"), on=["group", "said"], maintain_order="left")
    return rows["row"].to_numpy(), rows["number"].to_numpy().astype(np.int64), *_alike(distinct)


def _alike(names: pl.DataFrame) -> tuple[IntArray, IntArray]:
    """Pairs of different names that share `SIMILAR_NAMES` of their words.

    Only names that share one of their rarest words are compared (prefix filtering): two sets of words cannot be so
    alike without one, so nothing is missed and the work grows with the names, not their square.
    """
    words = names["words"]
    sizes = words.list.len().to_numpy().astype(np.int64)
    kept = sizes - np.ceil(SIMILAR_NAMES * sizes).astype(np.int64) + 1
    spread = names.select("number", "group", "words").explode("words")
    spread = spread.with_columns(uses=pl.len().over("group", "words")).sort("number", "uses", "words")
    rarest = spread.filter(pl.Series(_runs(sizes)[1] < np.repeat(kept, sizes))).sort("group", "words", "number")
    bucket = rarest.select(pl.struct("group", "words").rle_id()).to_series().to_numpy()
    number = rarest["number"].to_numpy().astype(np.int64)
    following = np.searchsorted(bucket, bucket, side="right") - np.arange(len(bucket)) - 1
    found = [np.zeros(0, dtype=np.int64)]
    for begin, end in _portions(following, _PAIRS):
        entry, at = _runs(following[begin:end])
        left, right = number[entry + begin], number[entry + begin + at + 1]
        # As many words as the shorter has are the most that two can share.
        close = np.minimum(sizes[left], sizes[right]) >= SIMILAR_NAMES * np.maximum(sizes[left], sizes[right])
        told = np.unique(left[close] * len(names) + right[close])
        left, right = told // len(names), told % len(names)
        shared = words.gather(left).list.set_intersection(words.gather(right)).list.len().to_numpy().astype(np.int64)
        found.append(told[shared >= SIMILAR_NAMES * (sizes[left] + sizes[right] - shared)])
    pairs = np.unique(np.concatenate(found))
    return pairs // max(len(names), 1), pairs % max(len(names), 1)
