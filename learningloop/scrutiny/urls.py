from django.urls import path

from learningloop.scrutiny.views import after, answers, replies, rounds, steps

app_name = "scrutiny"
RETURN = "returns/<str:reference>/"
urlpatterns = [
    path("rounds/<str:reference>/scrutiny/", rounds.list_, name="round"),
    path("rounds/<str:reference>/moderation/", rounds.moderation, name="moderation"),
    path(f"{RETURN}allocate/", steps.allocate, name="allocate"),
    path(f"{RETURN}scrutiny/", answers.detail, name="return"),
    path(f"{RETURN}scrutiny/<slug:standard>/", answers.section, name="section"),
    path(f"{RETURN}reply/", replies.reply, name="reply"),
    path(f"{RETURN}meeting/", after.meeting, name="meeting"),
    path(f"{RETURN}report-back/", after.report_back, name="report_back"),
    path(f"{RETURN}conclude/", steps.conclude, name="conclude"),
    path(f"{RETURN}acknowledge/", steps.acknowledge, name="acknowledge"),
]
