"""What can happen to evaluations."""

from learningloop.trail.events import event

EVALUATION_CARRIED_OUT = event("evaluation.carried-out", "judged the effect: {verdict}", "verdict")
EVALUATION_COMMISSIONED = event("evaluation.commissioned", "commissioned the follow-up {source}", "source")
PENDING_MENDED = event(
    "evaluation.pending-mended", "worked out anew what is to be judged: {number} differed", "number"
)
