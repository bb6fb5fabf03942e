"""Files of the filtered view, one module per format; all take their columns from `columns`."""
