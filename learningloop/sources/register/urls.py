from django.urls import path

from learningloop.sources.register.views import cover_sheet, files, principles, register, themes

app_name = "register"
urlpatterns = [
    path("sources/", register.list_, name="list"),
    path("sources/record/", cover_sheet.record, name="record"),
    path("sources/record/<slug:kind>/", cover_sheet.record_kind, name="record_kind"),
    path("sources/<str:reference>/", register.detail, name="detail"),
    path("sources/<str:reference>/edit/", cover_sheet.edit, name="edit"),
    path("sources/<str:reference>/complete/", cover_sheet.complete, name="complete"),
    path("sources/<str:reference>/principles/", principles.principles, name="principles"),
    path("sources/<str:reference>/principles/tell/", principles.principles_tell, name="principles_tell"),
    path("sources/<str:reference>/files/add/", files.file_add, name="file_add"),
    path("sources/<str:reference>/files/<uuid:key>/", files.file, name="file"),
    path("sources/<str:reference>/files/<uuid:key>/remove/", files.file_remove, name="file_remove"),
    path("themes/", themes.themes, name="themes"),
    path("themes/add/", themes.theme_add, name="theme_add"),
]
