"""Tests of geoapp.geo.locate: titles by example, properties, aims on real titles, the gazetteer."""
