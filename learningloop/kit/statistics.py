"""What the database knows of its own tables, by which it chooses an index."""

from django.db import connection

ROWS_OF_AN_INDEX = 1000
"""So many are looked at: enough to tell a narrow index from a wide one, in milliseconds."""


def look_over() -> None:
    """Let the embedded database look over its tables; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_OF_AN_INDEX}")
            cursor.execute("ANALYZE")
