"""Words of the domain in templates."""

from enum import StrEnum

from django import template

from safeconduct.desk.words import called as called_in_words

register = template.Library()


@register.filter
def called(word: StrEnum) -> str:
    """Say a word of the domain in the language of the desk."""
    return called_in_words(word)
