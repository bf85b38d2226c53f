"""Overviews of a board."""

from django.urls import path

from learningloop.reports.views import activity, framework, loop, rounds, threads

app_name = "reports"
urlpatterns = [
    path("loop/", loop.loop, name="loop"),
    path("loop/sources/", loop.untouched_sources, name="untouched"),
    path("threads/", threads.threads, name="threads"),
    path("threads/<str:reference>/", threads.thread, name="thread"),
    path("framework/matrix/", framework.matrix, name="matrix"),
    path("framework/library/", framework.library, name="library"),
    path("framework/domains/", framework.domains, name="domains"),
    path("framework/building-blocks/", framework.building_blocks, name="building_blocks"),
    path("rounds/<str:reference>/report/", rounds.report, name="round"),
    path("reports/activity/", activity.activity_page, name="activity"),
]
