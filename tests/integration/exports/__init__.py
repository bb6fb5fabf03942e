"""The files and addresses of data out, reopened by other programs."""
