"""Input of notes and removals."""

from django import forms

from learningloop.kit.forms import Form


class NoteForm(Form):
    text = forms.CharField(
        label="Note",
        max_length=5000,
        error_messages={"required": "Write the note"},
        widget=forms.Textarea,
        help_text="Whoever may open this record reads it. It stays as you write it; another note can correct it.",
    )


class RemovalForm(Form):
    why = forms.CharField(
        label="Why is it removed?",
        max_length=500,
        error_messages={"required": "Say why it is removed"},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence that names nobody: recorded twice, see R-2026-012. The history keeps it.",
    )
