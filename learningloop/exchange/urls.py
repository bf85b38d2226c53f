"""The board's records as a sheet."""

from django.urls import path

from learningloop.exchange.views import bring, take

app_name = "exchange"
urlpatterns = [
    path("sheet/", take.sheet, name="sheet"),
    path("sheet/export/", take.export, name="export"),
    path("sheet/template/", take.template, name="template"),
    path("sheet/bring/", bring.send, name="send"),
    path("sheet/bring/<uuid:delivery>/", bring.check, name="check"),
    path("sheet/bring/<uuid:delivery>/faults/", bring.faults, name="faults"),
]
