"""The database keeps every promise that a model makes, on SQLite as on PostgreSQL."""

import pytest
from django.apps import apps
from django.db import connection, models

OURS = [model for model in apps.get_models() if model.__module__.startswith("learningloop.")]


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_constraint_of_a_model_stands_in_the_database(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        kept = set(connection.introspection.get_constraints(cursor, model._meta.db_table))

    assert {constraint.name for constraint in model._meta.constraints} <= kept
