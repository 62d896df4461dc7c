"""What is typed at the desk, cleaned in shape; what it means is for the actions to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.domain.life import Fact


class SeenForm(forms.Form):
    """Carries the last event that the page showed, so that a change in between is noticed."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class WordsForm(SeenForm):
    """One text in the field that `FIELD` names, kept as typed whatever happens."""

    FIELD = "words"

    @property
    def typed(self) -> str:
        return one_line_end(str(self.data.get(self.FIELD, "")))

    @property
    def text(self) -> str:
        return one_line_end(str(self.cleaned_data[self.FIELD]))

    @property
    def last_seen(self) -> int:
        return int(self.cleaned_data["seen"])


class ReplyForm(WordsForm):
    words = forms.CharField(error_messages={"required": _("Write something first.")})


class NoteForm(WordsForm):
    FIELD = "note"
    note = forms.CharField(error_messages={"required": _("Write something first.")})


class ActForm(SeenForm):
    """The facts that an action tells, as words of the closed vocabulary."""

    @property
    def last_seen(self) -> int:
        return int(self.cleaned_data["seen"])

    @property
    def chosen(self) -> dict[str, str]:
        told = {fact.value: str(self.data.get(fact.value, "")).strip() for fact in Fact}
        return {name: word for name, word in told.items() if word}


def one_line_end(text: str) -> str:
    """Forms send two characters for a line's end; people count one."""
    return text.replace("\r\n", "\n")
