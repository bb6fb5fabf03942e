"""Importing official files: read, compare with the published edition, write the difference as a new edition.

`run` is the whole import; `merge` decides what a file changes, `placing` where its projects are, `pictures` how they
stand afterwards, `download` brings files from an address, `report` tells all of it.
"""
