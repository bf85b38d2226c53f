from django.urls import path

from learningloop.embedding.actions.views import actions, agree, steps

app_name = "actions"
urlpatterns = [
    path("recommendations/<str:reference>/actions/agree/", agree.agree, name="agree"),
    path("actions/", actions.list_, name="list"),
    path("actions/<str:reference>/", actions.detail, name="detail"),
    path("actions/<str:reference>/edit/", agree.edit, name="edit"),
    path("actions/<str:reference>/progress/", steps.progress, name="progress"),
    path("actions/<str:reference>/move/", steps.move, name="move"),
    path("actions/<str:reference>/report/", steps.report, name="report"),
    path("actions/<str:reference>/return/", steps.return_, name="return"),
    path("actions/<str:reference>/close/", steps.close, name="close"),
    path("actions/<str:reference>/withdraw/", steps.withdraw, name="withdraw"),
    path("actions/<str:reference>/files/<uuid:key>/", actions.file, name="file"),
]
