"""Pure rules of the subject, without input or output: places, money, progress, allocation, alerts, filters.

Nothing here knows files, databases or the web. A rule that comes from a law, a publisher or the project's own
decisions names it in its docstring.
"""
