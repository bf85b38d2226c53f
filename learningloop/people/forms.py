"""What is asked of people about people."""

from typing import Any

from django import forms
from django.utils.html import format_html

from learningloop.kit.forms import DateField, FilterForm, Form
from learningloop.kit.seen import SeenForm
from learningloop.people.models import Agency, Board, Group
from learningloop.people.policy import agencies_on, groups_on
from learningloop.people.rules import ROLES, Held, Role, agency_kinds

GRANTABLE = [role for role in ROLES.values() if role.held is not Held.NOBODY]


class AppointmentFilters(FilterForm):
    """The filters of the list of who has which role."""

    name = forms.CharField()
    role = forms.ChoiceField(choices=[("", "Any"), *((role.key, role.name) for role in GRANTABLE)])
    group = forms.ModelChoiceField(Group.objects.none(), empty_label="Any")
    agency = forms.ModelChoiceField(Agency.objects.none(), empty_label="Any")
    past = forms.BooleanField(label="Show past roles too")

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, group=groups_on(board), agency=agencies_on(board))


class AgencyFilters(FilterForm):
    """The filters of the list of agencies."""

    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("", "Any"), *agency_kinds()])
    locality = forms.ChoiceField()

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_localities(self, board)


def offer_localities(form: FilterForm, board: Board) -> None:
    """Let a filter offer the localities in which agencies of a board work; none where none is told. One query."""
    rows = agencies_on(board).exclude(locality="").order_by("locality")
    form.offer(locality=((one, one) for one in rows.values_list("locality", flat=True).distinct()))


class GrantForm(Form):
    """A role, for whom, where, and why."""

    email = forms.EmailField(
        label="Their email address",
        help_text="The address they sign in with, or will sign in with.",
        max_length=254,
    )
    name = forms.CharField(
        label="Their name", help_text="Only for somebody who has no account yet.", required=False, max_length=200
    )
    role = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "Choose a role"})
    group = forms.ModelChoiceField(
        Group.objects.none(),
        empty_label="No group",
        help_text="For a group chair or a group member.",
        required=False,
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        empty_label="No agency",
        help_text="For an agency lead, a contributor or a practitioner; for a group member, whom they speak for.",
        required=False,
    )
    post = forms.CharField(
        label="Their post", help_text="For example, head of safeguarding.", required=False, max_length=200
    )
    deputy = forms.BooleanField(label="They stand in as a deputy", required=False)
    why = forms.CharField(
        label="Why they need it", help_text="It is kept, and shown beside the role.", max_length=300
    )
    on = DateField(label="From when", help_text="For example, 27 3 2026")

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["role"]
        choices.choices = [(role.key, _described(role)) for role in GRANTABLE]
        _offer(self, group=Group.objects.filter(home=board), agency=agencies_on(board))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        role = ROLES.get(cleaned.get("role", ""))
        if role:
            self._fits(role, cleaned)
            cleaned["role"] = role
        return cleaned

    def _fits(self, role: Role, cleaned: dict[str, Any]) -> None:
        """Say beside the field what the role asks for; the operation would refuse it as well."""
        name = role.name.lower()
        if role.held is Held.GROUP and not cleaned.get("group"):
            self.add_error("group", f"Choose the group of which this person is {name}")
        if role.held is not Held.GROUP and cleaned.get("group"):
            self.add_error("group", f"The role {name} is not held in a group. Choose no group")
        if role.held is Held.AGENCY and not cleaned.get("agency"):
            self.add_error("agency", f"Choose the agency for which this person is {name}")


def _described(role: Role) -> str:
    return format_html('{}<br><span class="kit-quiet">{}</span>', role.name, role.can)


class RemoveForm(Form):
    """Why a role ends, and when."""

    why = forms.CharField(
        label="Why the role ends", help_text="It is kept, and shown beside the role.", max_length=300
    )
    on = DateField(label="Last day", help_text="For example, 27 3 2026")


class WithdrawForm(Form):
    """Why an invitation is taken back."""

    why = forms.CharField(
        label="Why you withdraw it", help_text="It is kept, and shown beside the role.", max_length=300
    )


class CloseForm(Form):
    """Why an account is closed, or opened again."""

    why = forms.CharField(
        label="Why", help_text="It is kept, and shown on their page. Name no child or family.", max_length=300
    )


class AgencyForm(SeenForm):
    """An agency. `shared` are the other boards whose agencies this person may change."""

    name = forms.CharField(max_length=200)
    kind = forms.ChoiceField(choices=[("", "Choose one"), *agency_kinds()])
    locality = forms.CharField(
        help_text="The town or district it works in, if it is one. Lists of returns can be narrowed by it.",
        required=False,
        max_length=80,
    )
    boards = forms.ModelMultipleChoiceField(
        Board.objects.none(),
        label="Works with these boards of yours too",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others:
            _offer(self, boards=others)
        else:
            del self.fields["boards"]


class GroupForm(SeenForm):
    """A group of the board."""

    name = forms.CharField(max_length=200)
    purpose = forms.CharField(
        widget=forms.Textarea, max_length=4000, help_text="What it is for, as its terms of reference say."
    )
    reports_to = forms.ModelChoiceField(Group.objects.none(), empty_label="No other group", required=False)
    boards = forms.ModelMultipleChoiceField(
        Board.objects.none(),
        label="Serves these boards of yours too",
        help_text="Each board sees its own share of the group's work.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, board: Board, others: Any, but: Group | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Group.objects.filter(home=board)
        above = above.exclude(pk=but.pk) if but else above
        _offer(self, reports_to=above)
        if others:
            _offer(self, boards=others)
        else:
            del self.fields["boards"]


def _offer(form: forms.Form, **querysets: Any) -> None:
    for name, rows in querysets.items():
        field: Any = form.fields[name]
        field.queryset = rows
