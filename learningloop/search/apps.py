from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "learningloop.search"

    def ready(self) -> None:
        """Keep the index in the transaction of every change."""
        from learningloop.search.operations import index_changes
        from learningloop.trail.operations import follow

        follow(index_changes, order=10)
