"""Facts come in: files are read, every cell is checked, and what is refused or repaired is told.

Nothing here knows the database.

`sheets` gives official files as text, `reading` reads their columns together by `kinds` of cells, `formats` say which
column means what; `tables` reads CSV by schema; `shipped` reads the data that comes with geoapp.
"""
