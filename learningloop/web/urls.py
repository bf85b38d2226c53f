"""Every page of the site. A board's pages live under its slug."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from learningloop.frameworks.urls import founding
from learningloop.kit.views import components, sample_list
from learningloop.people.gate import open_page
from learningloop.web.views import accounts, export, health, home, invited, kept, second_factor

board_pages: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("tour/", home.tour, name="tour"),
    path("begin/", home.begin, name="begin"),
    path("export/", export.export, name="export"),
    path("", include("learningloop.sources.register.urls")),
    path("", include("learningloop.sources.assessments.urls")),
    path("", include("learningloop.sources.programmes.urls")),
    path("", include("learningloop.learning.urls")),
    path("", include("learningloop.scrutiny.urls")),
    path("", include("learningloop.embedding.actions.urls")),
    path("", include("learningloop.embedding.sharing.urls")),
    path("", include("learningloop.evaluation.urls")),
    path("", include("learningloop.reports.urls")),
    path("", include("learningloop.exchange.urls")),
    path("", include("learningloop.records.urls")),
    path("", include("learningloop.instruments.urls")),
    path("", include("learningloop.search.urls")),
    path("", include("learningloop.frameworks.urls")),
    path("", include("learningloop.people.urls")),
]
account_pages = [
    path("login/", accounts.login, name="account_login"),
    path("login/invited/<str:key>/", invited.invited, name="account_invited"),
    path("login/code/", accounts.request_code, name="account_request_login_code"),
    path("login/code/confirm/", accounts.confirm_code, name="account_confirm_login_code"),
    path(
        "organisation/sign-in/",
        accounts.organisation_sign_in,
        {"provider_id": "organisation"},
        name="openid_connect_login",
    ),
    path(
        "organisation/back/",
        accounts.organisation_back,
        {"provider_id": "organisation"},
        name="openid_connect_callback",
    ),
    path("organisation/failed/", accounts.organisation_failed, name="organisation_failed"),
    path("organisation/unknown/", accounts.organisation_unknown, name="organisation_unknown"),
    path("logout/", accounts.logout, name="account_logout"),
    path("inactive/", accounts.inactive, name="account_inactive"),
    path("signup/", accounts.signup, name="account_signup"),
    path("reauthenticate/", accounts.confirm, name="account_reauthenticate"),
    path("sessions/", accounts.sessions, name="account_sessions"),
    path("second-factor/", second_factor.overview, name="mfa_index"),
    path("second-factor/enter/", second_factor.enter, name="mfa_authenticate"),
    path("second-factor/again/", second_factor.again, name="mfa_reauthenticate"),
    path("second-factor/again/key/", second_factor.again_by_key, name="mfa_reauthenticate_webauthn"),
    path("second-factor/app/set-up/", second_factor.set_up_app, name="mfa_activate_totp"),
    path("second-factor/app/remove/", second_factor.remove_app, name="mfa_deactivate_totp"),
    path("second-factor/keys/add/", second_factor.add_key, name="mfa_add_webauthn"),
    path("second-factor/keys/<int:pk>/remove/", second_factor.remove_key, name="mfa_remove_webauthn"),
    path("second-factor/codes/", second_factor.codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/make/", second_factor.make_codes, name="mfa_generate_recovery_codes"),
    path("password/change/", accounts.change_password, name="account_change_password"),
    path("password/set/", accounts.set_password, name="account_set_password"),
    path("password/reset/", accounts.reset, name="account_reset_password"),
    path("password/reset/sent/", accounts.reset_sent, name="account_reset_password_done"),
    path("password/reset/done/", accounts.reset_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        accounts.reset_choose,
        name="account_reset_password_from_key",
    ),
]
"""The library's names; it finds its own pages by them."""
invented = open_page("it shows invented content to whoever builds pages, and in service it is not found")
component_pages = [
    path("", invented(components), name="components"),
    path("list/", invented(sample_list), name="sample_list"),
]
urlpatterns = [
    path("", home.start, name="start"),
    path("boards/", home.boards, name="boards"),
    path("boards/", include((founding, "founding"))),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("account/", accounts.account, name="account"),
    path("kept/", kept.kept, name="kept"),
    path("accounts/", include(account_pages)),
    path("", include("learningloop.reminders.urls")),
    path("components/", include((component_pages, "kit"))),
    path("sign-in-as/", accounts.sign_in_as, name="sign-in-as"),
    path("<slug:board>/", include(board_pages)),
]
