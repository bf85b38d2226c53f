"""What can happen to sources and themes."""

from learningloop.trail.events import event

THEME_ADDED = event("theme.added", "added the theme {name}", "name")
SOURCE_RECORDED = event("source.recorded", "recorded the source")
SOURCE_EDITED = event("source.edited", "changed the cover sheet")
SOURCE_KEPT_OPEN = event("source.kept-open", "stayed among the people who may open the source")
SOURCE_COMPLETED = event("source.completed", "completed the source")
SOURCE_FILED = event("source.filed", "added the file {name}", "name")
PRINCIPLE_TOLD = event("source.principle", "told how the principle {principle} was met", "principle")
INDEPENDENCE_DECLARED = event(
    "source.independence-declared", "recorded that the lead declared no tie to the case or to the agencies"
)
