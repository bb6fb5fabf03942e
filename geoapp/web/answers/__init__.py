"""What the map's data addresses answer, as plain values ready for JSON: texts in Spanish, figures with their date.

Here belongs the wording of answers for maps. Routes decide who gets them; `geoapp render` puts the same into a file.
"""
