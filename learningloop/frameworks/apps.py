from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    name = "learningloop.frameworks"
    label = "frameworks"

    def ready(self) -> None:
        from learningloop.frameworks.slots import framework_waiting
        from learningloop.kit.slots import HOME_WAITING

        HOME_WAITING.fill(framework_waiting, order=60)
