from django.urls import path

from learningloop.instruments.views import exchanging, parts, questions, trying, writing

app_name = "instruments"
urlpatterns = [
    path("questions/", questions.list_, name="list"),
    path("questions/take-up/<slug:key>/", questions.take_up, name="take-up"),
    path("questions/upload/", exchanging.upload, name="upload"),
    path("questions/start/", writing.start, name="start"),
    path("questions/next/<slug:key>/", writing.start_next, name="next"),
    path("questions/<str:reference>/", questions.detail, name="detail"),
    path("questions/<str:reference>/download/", exchanging.download, name="download"),
    path("questions/<str:reference>/try/", trying.try_out, name="try"),
    path("questions/<str:reference>/publish/", questions.publish, name="publish"),
    path("questions/<str:reference>/discard/", questions.discard, name="discard"),
    path("questions/<str:reference>/write/", writing.write, name="write"),
    path("questions/<str:reference>/write/whole/", parts.whole, name="whole"),
    path("questions/<str:reference>/write/section/", parts.add_section, name="add-section"),
    path("questions/<str:reference>/write/section/<slug:heading>/", parts.section, name="section"),
    path("questions/<str:reference>/write/section/<slug:heading>/add/", parts.add_question, name="add-question"),
    path("questions/<str:reference>/write/question/<slug:asks>/", parts.question, name="question"),
    path("questions/<str:reference>/write/scale/", parts.add_scale, name="add-scale"),
    path("questions/<str:reference>/write/scale/take/", parts.take_scale, name="take-scale"),
    path("questions/<str:reference>/write/scale/is/<slug:grading>/", parts.scale, name="scale"),
    path("questions/<str:reference>/write/move/<slug:way>/<path:part>/", writing.move, name="move"),
    path("questions/<str:reference>/write/take-out/<path:part>/", writing.take_out, name="take-out"),
]
