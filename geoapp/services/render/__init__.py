"""Maps as pictures for documents: PNG and SVG, drawn by GeoPandas and matplotlib.

Both are slow to load, so that modules here import them inside functions.
"""
