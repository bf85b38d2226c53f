from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "learningloop.web"
    label = "web"
