from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "learningloop.kit"
    label = "kit"
    verbose_name = "Page components"
