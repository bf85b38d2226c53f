"""Notes beside records, and records that were removed."""

from django.urls import path

from learningloop.records.views import notes, removal

app_name = "records"
urlpatterns = [
    path("notes/<slug:kind>/<str:reference>/add/", notes.add, name="note_add"),
    path("remove/<slug:kind>/<str:reference>/", removal.remove, name="remove"),
    path("removed/", removal.list_, name="removed"),
    path("removed/<uuid:key>/put-back/", removal.put_back_check, name="put_back"),
]
