"""`{% say "key" name=value %}`: a requester's text by its key, in the language of the page."""

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()


class Say(Node):
    """Shows one text; with facts it is filled at each showing, without it was escaped long ago."""

    def __init__(self, key: FilterExpression, facts: dict[str, FilterExpression]) -> None:
        self.key = key
        self.facts = facts

    def render(self, context: Context) -> SafeString:
        wording = context["wording"]
        key = self.key.resolve(context)
        if not self.facts:
            return SafeString(wording.html(key))
        facts = {name: value.resolve(context) for name, value in self.facts.items()}
        return SafeString(wording.filled(key, **facts))


class Plain(Say):
    """The same for titles and attributes, where no element may stand."""

    def render(self, context: Context) -> SafeString:
        return escape(context["wording"].words(self.key.resolve(context)))


@register.tag
def say(parser: Parser, token: Token) -> Node:
    return _said(Say, parser, token)


@register.tag
def say_plain(parser: Parser, token: Token) -> Node:
    return _said(Plain, parser, token)


def _said(node: type[Say], parser: Parser, token: Token) -> Node:
    name, *bits = token.split_contents()
    if not bits:
        raise template.TemplateSyntaxError(f"{name} needs the key of a text")
    return node(parser.compile_filter(bits[0]), token_kwargs(bits[1:], parser))
