"""Tests of geoapp.geo: coordinates, points to areas, distances."""
