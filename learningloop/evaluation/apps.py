from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "learningloop.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        """Show evaluations where earlier stages and the home page leave room."""
        from learningloop.evaluation import slots
        from learningloop.evaluation.operations.pending import keep_pending
        from learningloop.kit.slots import HOME_WAITING, RECORD_LATER, SOURCE_TABS
        from learningloop.search.policy import can_be_searched
        from learningloop.trail.operations import follow

        RECORD_LATER.fill(slots.evaluations_panel, order=40)
        SOURCE_TABS.fill(slots.commissioned_tab, order=80)
        SOURCE_TABS.fill(slots.resting_tab, order=90)
        HOME_WAITING.fill(slots.evaluations_waiting, order=50)
        can_be_searched(slots.EVALUATIONS)
        follow(keep_pending, order=30)
