"""Importing official files: read, compare with the published edition, write the difference as a new edition.

`run` is the whole import; `merge` decides what a file changes (`identities` who is who, `differences` each table,
`placing` where projects are), `pictures` how projects stand afterwards (`standing` which fact counts, `columns` the
rest), `writing` writes meanwhile, `download` brings files from an address, `report` tells all of it. `facts`, `frames`
and `grouped` are tables of many projects and what is asked of them.
"""
