"""Tests of layers: rendered maps, catalogue, classes, serialising, assets, translations."""
