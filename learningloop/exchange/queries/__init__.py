"""Reads: what the board has, as the sheet tells it, and what a sheet that was brought would change."""
