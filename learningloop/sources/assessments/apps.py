from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "learningloop.sources.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Show rounds and returns where the register and the home page leave room."""
        from learningloop.kit.slots import HOME_WAITING, SOURCE_PAGE
        from learningloop.sources.assessments import slots

        SOURCE_PAGE.fill(slots.round_page, order=20)
        HOME_WAITING.fill(slots.returns_waiting, order=15)
