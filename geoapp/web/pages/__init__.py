"""What each HTML page shows: one frozen dataclass per page, built by plain functions from the published edition.

Nothing here answers requests (that is `geoapp.web.routes`) or writes HTML (that is ``templates/``). `answer` keeps
rendered pages, `maps` builds their maps, `filters` and `listing` what several pages share.
"""
