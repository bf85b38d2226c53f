from django.urls import path

from learningloop.embedding.sharing.views import follow, receiving, shared, writing

app_name = "sharing"
urlpatterns = [
    path("shared/", shared.list_, name="list"),
    path("shared/write/", writing.write, name="write"),
    path("shared/<str:reference>/", shared.detail, name="detail"),
    path("shared/<str:reference>/edit/", writing.edit, name="edit"),
    path("shared/<str:reference>/send/", writing.send, name="send"),
    path("shared/<str:reference>/confirm/", receiving.confirm, name="confirm"),
    path("shared/<str:reference>/cascade/", receiving.cascade, name="cascade"),
    path("shared/<str:reference>/follow/", follow.follow, name="follow"),
    path("shared/<str:reference>/recipients/", follow.recipients, name="recipients"),
]
