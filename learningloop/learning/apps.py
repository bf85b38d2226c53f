from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "learningloop.learning"
    label = "learning"

    def ready(self) -> None:
        from learningloop.kit.slots import FRAMEWORK_USES, HOME_WAITING, SOURCE_TABS
        from learningloop.learning.operations.kept import keep_learning
        from learningloop.learning.slots import (
            FINDINGS,
            RECOMMENDATIONS,
            findings_using,
            learning_tab,
            learning_waiting,
        )
        from learningloop.search.policy import can_be_searched
        from learningloop.trail.operations import follow

        SOURCE_TABS.fill(learning_tab, order=20)
        HOME_WAITING.fill(learning_waiting, order=20)
        can_be_searched(FINDINGS)
        can_be_searched(RECOMMENDATIONS)
        FRAMEWORK_USES.fill(findings_using, order=20)
        follow(keep_learning, order=91)
