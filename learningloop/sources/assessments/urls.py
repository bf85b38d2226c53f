from django.urls import path

from learningloop.sources.assessments.views import (
    across,
    answering,
    asking,
    comments,
    joining,
    returns,
    rounds,
    steps,
)

app_name = "assessments"
ROUND = "rounds/<str:reference>/"
RETURN = "returns/<str:reference>/"
urlpatterns = [
    path("rounds/", rounds.list_, name="rounds"),
    path("rounds/open/", rounds.open_, name="open"),
    path("rounds/join/<slug:host>/<str:offered>/", joining.join, name="join"),
    path(ROUND, rounds.detail, name="round"),
    path(f"{ROUND}offer/", joining.offer, name="offer"),
    path(f"{ROUND}overview/", rounds.overview, name="overview"),
    path(f"{ROUND}overview/<slug:standard>/", across.standard, name="standard"),
    path(f"{ROUND}kinds/", across.kinds, name="kinds"),
    path(f"{ROUND}answers/", rounds.answers, name="answers"),
    path(f"{ROUND}ask/", rounds.ask, name="ask"),
    path(f"{ROUND}ask/list/", asking.by_list, name="ask_list"),
    path(f"{ROUND}ask/list/template/", asking.template, name="ask_template"),
    path(f"{ROUND}chase/", rounds.chase, name="chase_all"),
    path(f"{ROUND}close/", rounds.close, name="close"),
    path("returns/", returns.list_, name="returns"),
    path(RETURN, returns.detail, name="return"),
    path(f"{RETURN}sections/<slug:standard>/", answering.section, name="section"),
    path(f"{RETURN}questions/<slug:question>/", answering.question, name="question"),
    path(f"{RETURN}questions/<slug:question>/comment/", comments.comment, name="comment"),
    path(f"{RETURN}questions/<slug:question>/evidence/", answering.evidence, name="evidence"),
    path(f"{RETURN}questions/<slug:question>/reuse/", answering.reuse, name="reuse"),
    path(f"{RETURN}questions/<slug:question>/files/<uuid:key>/remove/", answering.remove, name="remove"),
    path(f"{RETURN}files/<uuid:key>/", returns.file, name="file"),
    path(f"{RETURN}check/", returns.check, name="check"),
    path(f"{RETURN}copy/", returns.copy, name="copy"),
    path(f"{RETURN}export/", returns.export, name="export"),
    path(f"{RETURN}years/", across.years, name="years"),
    path(f"{RETURN}others/", across.others, name="others"),
    path(f"{RETURN}share-out/", steps.share_out, name="share_out"),
    path(f"{RETURN}invite/", asking.invite_colleague, name="invite"),
    path(f"{RETURN}sign/", steps.sign, name="sign"),
    path(f"{RETURN}take-back/", steps.take_back, name="take_back"),
    path(f"{RETURN}submit/", steps.submit, name="submit"),
    path(f"{RETURN}withdraw/", steps.withdraw, name="withdraw"),
    path(f"{RETURN}chase/", steps.chase, name="chase"),
    path(f"{RETURN}move/", steps.move, name="move"),
]
