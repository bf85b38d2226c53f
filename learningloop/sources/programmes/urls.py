from django.urls import path

from learningloop.sources.programmes import views

app_name = "programmes"
ACTIVITY = "programme/<str:reference>/"
urlpatterns = [
    path("programme/", views.list_, name="list"),
    path("programme/add/", views.add, name="add"),
    path("programme/framework/", views.take_over, name="take_over"),
    path(ACTIVITY, views.detail, name="detail"),
    path(f"{ACTIVITY}note/", views.note, name="note"),
    path(f"{ACTIVITY}<int:outcome>/record/", views.record, name="record"),
    path(f"{ACTIVITY}change/", views.change, name="change"),
    path(f"{ACTIVITY}end/", views.end, name="end"),
    path(f"{ACTIVITY}files/<uuid:key>/", views.file, name="file"),
]
