"""Facts come in: files are read, every cell is checked, and what is refused or repaired is told.

Nothing here knows the database.

`tables` reads CSV by schema; `shipped` reads the data that comes with geoapp.
"""
