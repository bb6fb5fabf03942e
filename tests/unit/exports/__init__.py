"""The files of the filtered view, format by format."""
