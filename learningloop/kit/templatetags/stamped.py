"""Django's `{% csrf_token %}`, which for who is signed in also writes whom the form was written for."""

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from learningloop.kit.stamps import FIELD, stamp

register = template.Library()


class StampedToken(CsrfTokenNode):
    def render(self, context: Context) -> SafeString:
        person = getattr(context.get("request"), "user", None)
        token = SafeString(super().render(context))
        if not person or not person.is_authenticated:
            return token
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, stamp(person))


@register.tag
def csrf_token(parser: Parser, token: Token) -> StampedToken:
    """Registered for every template, so that no form can forget the stamp."""
    return StampedToken()
