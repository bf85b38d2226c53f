from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "learningloop.people"
    label = "people"
