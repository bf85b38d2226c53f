from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "learningloop.trail"
    label = "trail"
