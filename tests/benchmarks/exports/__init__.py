"""Speed and memory of the files, beside other programs writing the same rows in the same run."""
