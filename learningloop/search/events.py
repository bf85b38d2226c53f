"""What can happen to the index."""

from learningloop.trail.events import event

INDEX_REBUILT = event("search.rebuilt", "built the search index again", "records")
