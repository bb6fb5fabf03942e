"""Tests of geoapp: `unit` mirrors the packages, `integration` joins them, `support` holds what tests share."""
