from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "learningloop.exchange"
    label = "exchange"
