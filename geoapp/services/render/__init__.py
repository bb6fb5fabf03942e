"""Maps as pictures for documents: PNG, SVG and PDF, drawn by GeoPandas and matplotlib.

Both are slow to load, so that modules here import them inside functions.
"""
