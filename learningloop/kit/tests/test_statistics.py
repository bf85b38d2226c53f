import pytest
from django.db import connection

from learningloop.kit.statistics import look_over


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks over its tables by itself")
def test_the_embedded_database_knows_how_wide_its_indexes_are(world):
    look_over()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = %s", ["people_appointment"])
        assert cursor.fetchone()[0] > 1
