from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "learningloop.instruments"
    label = "instruments"
