"""Who belongs to a board: people and their roles, agencies, groups."""

from django.urls import path

from learningloop.people.views import accounts, agencies, groups, invitations, opened, people, roles

app_name = "people"
urlpatterns = [
    path("people/", people.list_, name="list"),
    path("people/grant/", roles.grant, name="grant"),
    path("people/<uuid:person>/", people.detail, name="detail"),
    path("people/<uuid:person>/remove/<uuid:appointment>/", roles.remove, name="remove"),
    path("people/<uuid:person>/invitation/send/", invitations.send, name="invitation_send"),
    path("people/<uuid:person>/invitation/withdraw/", invitations.withdraw, name="invitation_withdraw"),
    path("people/<uuid:person>/close/", accounts.close, name="close"),
    path("people/<uuid:person>/reopen/", accounts.reopen, name="reopen"),
    path("opened/<slug:kind>/<str:reference>/", opened.opened, name="opened"),
    path("people/agencies/", agencies.list_, name="agencies"),
    path("people/agencies/add/", agencies.add, name="agency_add"),
    path("people/agencies/<slug:agency>/", agencies.detail, name="agency"),
    path("people/agencies/<slug:agency>/edit/", agencies.edit, name="agency_edit"),
    path("people/groups/", groups.list_, name="groups"),
    path("people/groups/add/", groups.add, name="group_add"),
    path("people/groups/<slug:home>/<slug:group>/", groups.detail, name="group"),
    path("people/groups/<slug:home>/<slug:group>/edit/", groups.edit, name="group_edit"),
]
