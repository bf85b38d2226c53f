"""What can happen to the overviews."""

from learningloop.trail.events import event

STANDINGS_MENDED = event("standings.mended", "worked out anew where {number} threads stand", "number")
