"""What those who answer a return say to each other, folded beside each question."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from learningloop.instruments.schema import Question
from learningloop.people.gate import Request, record_page
from learningloop.people.models import Person
from learningloop.people.policy import which
from learningloop.sources.assessments.forms import CommentForm
from learningloop.sources.assessments.models import Comment, Return
from learningloop.sources.assessments.operations.returns import SaidAlready, leave_comment
from learningloop.sources.assessments.policy import RETURN_COMMENT, RETURN_DISCUSS
from learningloop.sources.assessments.queries.answering import comments_of
from learningloop.trail.operations import Refused


@dataclass
class Talk:
    """What is said beside one question, and the box to say more, where that may be done."""

    return_: Return
    question: Question
    said: list[Comment]
    form: CommentForm | None

    @property
    def url(self) -> str:
        where = [self.return_.board.slug, self.return_.reference, self.question.key]
        return reverse("assessments:comment", args=where)

    @property
    def summary(self) -> str:
        return f"Comments between colleagues: {len(self.said)}" if self.said else "Comment for colleagues"

    def leave(self, by: Person) -> bool:
        """Leave the comment that was sent; whether nothing is wrong. Once it stands, the box is empty again."""
        if self.form is None or not self.form.is_valid():
            return False
        text = self.form.cleaned_data["text"]
        try:
            self.said.append(leave_comment(return_=self.return_, question=self.question.key, text=text, by=by))
        except SaidAlready:
            pass
        except Refused as refused:
            self.form.add_error("text", str(refused))
            return False
        self.form = _form(self.question, None)
        return True


def talks_of(
    return_: Return, questions: Collection[Question], person: Person, data: Any = None
) -> dict[str, Talk]:
    """What is said beside questions, by their keys; nothing for who may not read it. Two queries.

    A box in which something was sent bears it, also when it came too late; others are empty.
    """
    may = which(person, return_, [RETURN_DISCUSS, RETURN_COMMENT])
    if RETURN_DISCUSS.key not in may:
        return {}
    said, may_say = comments_of(return_), RETURN_COMMENT.key in may
    talks = {one.key: Talk(return_, one, said.get(one.key, []), _form(one, data)) for one in questions}
    for talk in talks.values():
        if not may_say and talk.form and not talk.form.is_bound:
            talk.form = None
    return talks


def leave_all(talks: Collection[Talk], by: Person) -> bool:
    """Leave every comment that was sent with a section; whether nothing is wrong."""
    sent = [talk for talk in talks if talk.form and talk.form.is_bound]
    return all([talk.leave(by) for talk in sent])


def _form(question: Question, data: Any) -> CommentForm:
    prefix = f"comment-{question.key}"
    is_sent = data is not None and data.get(f"{prefix}-text", "").strip()
    return CommentForm(data if is_sent else None, prefix=prefix)


@record_page(RETURN_DISCUSS)
@require_POST
def comment(request: Request, return_: Return, question: str) -> HttpResponse:
    """Leave a comment beside a question, from the question's own page or, by itself, from its section's."""
    found = return_.answer_set.question_set.question(question)
    if found is None:
        raise Http404
    [talk] = talks_of(return_, [found], request.user).values()
    talk.form = CommentForm(request.POST, prefix=f"comment-{question}")
    left = talk.leave(request.user)
    if request.htmx:
        return render(request, "assessments/_talk.html", {"talk": talk, "unfolded": True, "return": return_})
    if left:
        messages.success(request, "Your comment stands beside the question.")
        return redirect("assessments:question", request.board.slug, return_.reference, question)
    return render(
        request, "assessments/comment.html", {"return": return_, "talk": talk, "form": talk.form, "unfolded": True}
    )
