"""Reads across all stages."""
