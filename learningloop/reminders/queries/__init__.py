"""Whom to remind, of what, and when."""
