"""Formats of official files, on made-up rows and on the published files where they are at hand."""
