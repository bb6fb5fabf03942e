"""Tests of geoapp: `unit` mirrors the packages, `integration` joins them, `browser` drives Chromium.

`contracts` holds promises to users, `support` what tests share; `benchmarks` measures, and is run by itself.
"""
