"""Facilitators' work: what waits for whom, and the moves, decisions and mergers that answer it. Pure."""
