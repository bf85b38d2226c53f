from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "learningloop.embedding.actions"
    label = "actions"

    def ready(self) -> None:
        """Show actions where earlier stages and the home page leave room."""
        from learningloop.embedding.actions.operations.kept import keep_untaken
        from learningloop.embedding.actions.slots import (
            ACTIONS,
            actions_panel,
            actions_using,
            actions_waiting,
            owned_panel,
        )
        from learningloop.kit.slots import FRAMEWORK_USES, HOME_WAITING, RECORD_LATER
        from learningloop.search.policy import can_be_searched
        from learningloop.trail.operations import follow

        RECORD_LATER.fill(actions_panel, order=20)
        RECORD_LATER.fill(owned_panel, order=20)
        HOME_WAITING.fill(actions_waiting, order=30)
        can_be_searched(ACTIONS)
        FRAMEWORK_USES.fill(actions_using, order=30)
        follow(keep_untaken, order=35)
