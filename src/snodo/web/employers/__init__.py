"""Companies: list, page, scouting log, agreements."""
