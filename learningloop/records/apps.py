from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "learningloop.records"
    label = "records"

    def ready(self) -> None:
        """Notes are searched with the records beside which they stand."""
        from learningloop.records.slots import NOTES
        from learningloop.search.policy import is_read_beside

        is_read_beside(NOTES)
