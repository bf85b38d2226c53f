from django.urls import path

from learningloop.frameworks.views import approval, draft, found, framework, parts, texts, versions

app_name = "frameworks"
urlpatterns = [
    path("framework/", framework.detail, name="detail"),
    path("framework/download/<str:form>/", framework.download, name="download"),
    path("framework/versions/", versions.list_, name="versions"),
    path("framework/versions/<int:number>/", versions.detail, name="version"),
    path("framework/versions/<int:number>/changes/", versions.changes, name="changes"),
    path("framework/versions/<int:number>/download/<str:form>/", versions.download, name="version_download"),
    path("framework/draft/", draft.draft, name="draft"),
    path("framework/draft/start/", draft.start, name="draft_start"),
    path("framework/draft/download/", draft.download, name="draft_download"),
    path("framework/draft/upload/", draft.upload, name="draft_upload"),
    path("framework/draft/offer/", draft.offer, name="draft_offer"),
    path("framework/draft/throw-away/", draft.throw_away, name="draft_throw_away"),
    path("framework/draft/approve/", approval.approve, name="approve"),
    path("framework/draft/section/<str:section>/", parts.section, name="draft_section"),
    path("framework/draft/text/<str:section>/", texts.text, name="draft_text"),
    path("framework/draft/add/<path:list>/", parts.add, name="draft_add"),
    path("framework/draft/take-out/<path:place>/", parts.remove, name="draft_take_out"),
    path("framework/draft/change/<path:place>/", parts.change, name="draft_part"),
]
founding = [path("set-up/", found.found, name="found")]
