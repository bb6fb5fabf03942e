"""Tests of `geoapp.services` over portfolios made up by hypothesis (`synthetic`)."""
