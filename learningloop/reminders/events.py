"""What can happen to reminders."""

from learningloop.trail.events import event

ROUND_RAN = event("round.ran", "looked for what is due")
ROUND_PLANNED = event("round.planned", "found {number} people with something waiting", "number")
ROUND_LAPSED = event("round.lapsed", "gave up {number} mails of earlier days", "number")
ROUND_FORGOT = event("round.forgot", "removed {number} mails of long ago", "number")
DIGEST_TRIED = event("digest.tried", "began to send the day’s mail")
DIGEST_SENT = event("digest.sent", "sent the day’s mail")
DIGEST_DROPPED = event("digest.dropped", "sent no mail, for nothing waited any more")
DIGEST_FAILED = event("digest.failed", "could not send the day’s mail: {trouble}", "trouble")
MAIL_CHOSEN = event("mail.chosen", "chose the days of the mail")
CALENDAR_OPENED = event("calendar.opened", "made a calendar address")
CALENDAR_RENEWED = event("calendar.renewed", "made a new calendar address in place of the old")
CALENDAR_CLOSED = event("calendar.closed", "switched the calendar address off")
ESCALATED = event("reminder.escalated", "brought it before {whom}: due since {since}", "whom", "since")
