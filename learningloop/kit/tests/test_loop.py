import pytest

from learningloop.kit.loop import CENTRE, MARK, draw


@pytest.fixture
def arcs():
    return draw([{"key": key, "count": 1} for key in ("one", "two", "three", "four")])


def test_arcs_go_round_with_the_clock_from_the_upper_left(arcs):
    quarters = [(float(arc["mark_x"]) > CENTRE, float(arc["mark_y"]) > CENTRE) for arc in arcs]
    assert quarters == [(False, False), (True, False), (True, True), (False, True)]


def test_marks_stand_outside_and_counts_on_the_arc(arcs):
    for arc in arcs:
        away = ((float(arc["mark_x"]) - CENTRE) ** 2 + (float(arc["mark_y"]) - CENTRE) ** 2) ** 0.5
        assert away == pytest.approx(MARK, abs=0.2)
        assert arc["outline"].startswith("M")
        assert arc["outline"].endswith("Z")


def test_what_came_in_goes_out(arcs):
    assert [arc["key"] for arc in arcs] == ["one", "two", "three", "four"]
