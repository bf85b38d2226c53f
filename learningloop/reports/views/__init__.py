"""Overviews: they read all stages and change nothing."""
