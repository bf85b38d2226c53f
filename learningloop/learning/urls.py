"""The pages of findings, recommendations and responses."""

from django.urls import path

from learningloop.learning.views import findings, recommendations, responses

app_name = "learning"
urlpatterns = [
    path("sources/<str:reference>/learning/", findings.source_learning, name="source_learning"),
    path("sources/<str:reference>/findings/draw/", findings.finding_draw, name="finding_draw"),
    path("findings/", findings.finding_list, name="finding_list"),
    path("findings/<str:reference>/", findings.finding_detail, name="finding_detail"),
    path("findings/<str:reference>/edit/", findings.finding_edit, name="finding_edit"),
    path(
        "findings/<str:reference>/recommendations/make/",
        recommendations.recommendation_make,
        name="recommendation_make",
    ),
    path("recommendations/", recommendations.recommendation_list, name="recommendation_list"),
    path("recommendations/<str:reference>/", recommendations.recommendation_detail, name="recommendation_detail"),
    path("recommendations/<str:reference>/edit/", recommendations.recommendation_edit, name="recommendation_edit"),
    path(
        "recommendations/<str:reference>/respond/", responses.recommendation_respond, name="recommendation_respond"
    ),
]
