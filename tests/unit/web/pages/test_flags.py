"""Codes of observations have words for readers."""

from __future__ import annotations

import csv
from pathlib import Path

from geoapp.web.pages.flags import FLAGS, flag_text


def test_every_code_of_the_shipped_data_has_words(data_folder: Path) -> None:
    with (data_folder / "projects" / "observations.csv").open(encoding="utf-8") as file:
        codes = {code for row in csv.DictReader(file) for code in row["flags"].split()}
    assert codes
    assert codes - set(FLAGS) == set()


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert flag_text("some_new_code") == "some new code"
