"""What can happen to findings and recommendations."""

from learningloop.trail.events import event

FINDING_DRAWN = event("finding.drawn", "drew the finding")
FINDING_EDITED = event("finding.edited", "changed the finding")
RECOMMENDATION_MADE = event("recommendation.made", "made the recommendation")
RECOMMENDATION_EDITED = event("recommendation.edited", "changed the recommendation")
RECOMMENDATION_RESTED = event("recommendation.rested", "changed the findings on which the recommendation rests")
RECOMMENDATION_ANSWERED = event("recommendation.answered", "answered the recommendation: {decision}", "decision")
LEARNING_MENDED = event(
    "learning.mended", "worked out anew what is kept of its learning: {number} differed", "number"
)
