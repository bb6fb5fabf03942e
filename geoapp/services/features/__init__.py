"""Collections of features as standards clients ask for them: schema, selection by filter, box and date, CRS.

`collections` says what there is, `evaluate` turns a CQL2 tree into a selection over columns, `crs` knows the
coordinate systems offered. Nothing here knows HTTP.
"""

from geoapp.services.features.collections import COLLECTIONS, Collection, collection_of
from geoapp.services.features.crs import CRS84, CRSS, Crs
from geoapp.services.features.query import FeatureQuery, select_features

__all__ = ["COLLECTIONS", "CRS84", "CRSS", "Collection", "Crs", "FeatureQuery", "collection_of", "select_features"]
