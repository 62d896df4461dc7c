"""What is typed at the desk, cleaned in shape; what it means is for the actions to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.domain.handover import BETWEEN
from safeconduct.domain.life import Fact
from safeconduct.domain.role import Role, Team
from safeconduct.programme.languages import LANGUAGES, WRITTEN

NO_LANGUAGE = _("Choose one of the languages.")


class SeenForm(forms.Form):
    """Carries the last event that the page showed, so that a change in between is noticed."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def last_seen(self) -> int:
        return int(self.cleaned_data["seen"])


class WordsForm(SeenForm):
    """One text in the field that `FIELD` names, kept as typed whatever happens."""

    FIELD = "words"

    @property
    def typed(self) -> str:
        return one_line_end(str(self.data.get(self.FIELD, "")))

    @property
    def text(self) -> str:
        return one_line_end(str(self.cleaned_data[self.FIELD]))


class ReplyForm(WordsForm):
    words = forms.CharField(error_messages={"required": _("Write something first.")})


class NoteForm(WordsForm):
    FIELD = "note"
    note = forms.CharField(error_messages={"required": _("Write something first.")})


class PlanForm(SeenForm):
    """One part of a plan: words, or two times, as one text that the plan's shapes understand."""

    begins = forms.CharField(required=False, max_length=40)
    ends = forms.CharField(required=False, max_length=40)
    words = forms.CharField(required=False)

    @property
    def told(self) -> str:
        times = str(self.cleaned_data["begins"]), str(self.cleaned_data["ends"])
        return BETWEEN.join(times) if any(times) else str(self.cleaned_data["words"])


class CodeForm(SeenForm):
    """A word that the person keeps in the head, if they asked for one."""

    own_word = forms.CharField(required=False, max_length=60)

    @property
    def word(self) -> str:
        return str(self.cleaned_data["own_word"])


class ActForm(SeenForm):
    """The facts that an action tells, as words of the closed vocabulary."""

    @property
    def chosen(self) -> dict[str, str]:
        told = {fact.value: str(self.data.get(fact.value, "")).strip() for fact in Fact}
        return {name: word for name, word in told.items() if word}


class MarkForm(forms.Form):
    """Names the publication that the page showed."""

    mark = forms.CharField(max_length=64, widget=forms.HiddenInput)


class SignForm(MarkForm):
    read = forms.BooleanField()


class SureForm(forms.Form):
    sure = forms.BooleanField()


class InviteForm(forms.Form):
    """Whom to invite, and in which language their phrase is drawn."""

    call_sign = forms.CharField(
        max_length=40, error_messages={"required": _("A call sign, please.")}
    )
    language = forms.ChoiceField(
        choices=[(tag, LANGUAGES[tag].name) for tag in WRITTEN],
        error_messages={"required": NO_LANGUAGE, "invalid_choice": NO_LANGUAGE},
    )

    @property
    def typed(self) -> str:
        return str(self.data.get("call_sign", ""))[:40]

    @property
    def chosen(self) -> str:
        return str(self.data.get("language", ""))

    @property
    def wrong(self) -> dict[str, str]:
        """What is amiss with each field, by its name."""
        return {name: str(errors[0]) for name, errors in self.errors.items()}


class RoleForm(forms.Form):
    """A role, and what was spoken where somebody vouches."""

    role = forms.ChoiceField(choices=[(role.value, role.value) for role in Role])
    spoken = forms.CharField(max_length=120, required=False)


class RemoveForm(forms.Form):
    """The call sign once more."""

    again = forms.CharField(max_length=40)


class TeamForm(forms.Form):
    team = forms.ChoiceField(choices=[(team.value, team.value) for team in Team])


def one_line_end(text: str) -> str:
    """Forms send two characters for a line's end; people count one."""
    return text.replace("\r\n", "\n")
