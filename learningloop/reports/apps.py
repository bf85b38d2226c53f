from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "learningloop.reports"
    label = "reports"

    def ready(self) -> None:
        from learningloop.kit.slots import RECORD_LATER
        from learningloop.reports.operations import keep_standings
        from learningloop.reports.slots import report_panel, threads_panel
        from learningloop.trail.operations import follow

        RECORD_LATER.fill(threads_panel, order=90)
        RECORD_LATER.fill(report_panel, order=10)
        follow(keep_standings, order=90)
