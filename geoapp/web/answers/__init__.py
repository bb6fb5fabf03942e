"""What the map's data addresses answer, as plain values ready for JSON, worded in the language of the moment.

Here belongs the wording of answers for maps. Routes decide who gets them; `geoapp render` puts the same into a file.
"""
