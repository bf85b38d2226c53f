from django.urls import path

from learningloop.search.views import search

app_name = "search"
urlpatterns = [path("search/", search.search, name="search")]
