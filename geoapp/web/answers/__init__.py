"""What data addresses of maps and API answer, as plain values ready for JSON, worded in the language of the moment.

Here belongs the wording of answers. Routes decide who gets them; `geoapp render` puts those of maps into a file.
"""
