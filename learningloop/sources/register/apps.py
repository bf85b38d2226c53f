from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "learningloop.sources.register"
    label = "register"

    def ready(self) -> None:
        from learningloop.kit.slots import FRAMEWORK_USES, HOME_WAITING, RECORD_LATER
        from learningloop.search.policy import can_be_searched
        from learningloop.sources.register.slots import SOURCES, led_panel, sources_using, sources_waiting

        RECORD_LATER.fill(led_panel, order=10)
        HOME_WAITING.fill(sources_waiting, order=10)
        can_be_searched(SOURCES)
        FRAMEWORK_USES.fill(sources_using, order=10)
