from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "learningloop.embedding.sharing"
    label = "sharing"

    def ready(self) -> None:
        from learningloop.embedding.sharing.operations import keep_owed
        from learningloop.embedding.sharing.slots import ITEMS, awaits, shared_panel
        from learningloop.kit.slots import HOME_WAITING, RECORD_LATER
        from learningloop.search.policy import can_be_searched
        from learningloop.trail.operations import follow

        HOME_WAITING.fill(awaits, order=30)
        RECORD_LATER.fill(shared_panel, order=30)
        can_be_searched(ITEMS)
        follow(keep_owed, order=92)
