from django.urls import path

from learningloop.evaluation.views import evaluations, judging

app_name = "evaluation"
urlpatterns = [
    path("actions/<str:reference>/evaluate/", judging.carry_out, name="carry_out"),
    path("evaluations/", evaluations.list_, name="list"),
    path("evaluations/due/", evaluations.due, name="due"),
    path("evaluations/<str:reference>/", evaluations.detail, name="detail"),
    path("evaluations/<str:reference>/commission/", judging.commission, name="commission"),
    path("evaluations/<str:reference>/files/<uuid:key>/", evaluations.file, name="file"),
]
