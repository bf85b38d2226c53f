"""What rests on several sources is closed to whoever may not open one of them, however their role reaches it."""

import pytest

from learningloop.embedding.actions.policy import ACTION_VIEW
from learningloop.evaluation.operations import carry_out_evaluation
from learningloop.evaluation.policy import EVALUATION_VIEW
from learningloop.learning import operations as learning
from learningloop.learning.policy import RECOMMENDATION_VIEW
from learningloop.people.policy import allow
from learningloop.sources.register.models import Sensitivity
from tests.loop import ON, a_finding, agreed, closed
from tests.states import LATER


@pytest.fixture
def joint(world):
    """A recommendation, its action and its evaluation, resting on an open finding and on a closed one."""
    by = world.people["officer"]
    ours = {"multi_agency": False, "agencies": [world.agencies["police"]]}
    open_one = a_finding(world, lead=world.people["independent_reviewer"], **ours)
    secret = a_finding(world, sensitivity=Sensitivity.NAMED, named_people=[by], **ours)
    made = learning.make_recommendation(findings=[open_one, secret], text="Means", made_on=ON, by=by)
    learning.respond_to_recommendation(recommendation=made, decision="accepted", decided_on=ON, by=by)
    action = closed(world, agreed(world, made, owner=world.people["agency_lead"]))
    judged = carry_out_evaluation(
        action=action, verdict="practice", why="So the files say", evidence="9 of 12", on=LATER, by=by
    )
    return {RECOMMENDATION_VIEW: made, ACTION_VIEW: action, EVALUATION_VIEW: judged}


def test_one_closed_source_closes_what_rests_on_it(world, joint):
    readers = {
        (who, permission.key)
        for who, person in world.people.items()
        for permission, record in joint.items()
        if allow(person, permission, record)
    }
    assert {who for who, _key in readers} == {"officer"}
    assert len(readers) == len(joint)
