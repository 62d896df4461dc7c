"""What all doors share: whether they take words, and how often their pages were shown."""

from typing import ClassVar

from django.db import models

from safeconduct.domain.declared import clear
from safeconduct.domain.pages import PublicPage


class Panic(models.Model):
    """While this row stands, writing is closed at all doors; there is one at most."""

    id = clear(models.PositiveSmallIntegerField(primary_key=True, default=1), "always 1")
    closed_at = clear(models.DateTimeField(), "to the minute")
    closed_by = clear(models.CharField(max_length=40), "call sign, or machine")
    asked_half = clear(
        models.CharField(max_length=16, blank=True), "whose half of opening again is given: a team"
    )
    asked_by = clear(models.CharField(max_length=40, blank=True), "call sign")

    class Meta:
        db_table = "sc_panic"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_panic_at_most"),
        ]


class VisitCount(models.Model):
    """How often a page of the site was shown in a language on a day; nothing of who saw it."""

    day = clear(models.DateField(), "a day in UTC, no time")
    language = clear(models.CharField(max_length=8), "of the page")
    page = clear(models.CharField(max_length=8), "which group of pages")
    shown = clear(models.PositiveBigIntegerField(), "how often")

    class Meta:
        db_table = "sc_visit_count"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "language", "page"], name="one_count_a_day_language_and_page"
            ),
            models.CheckConstraint(
                condition=models.Q(page__in=[page.value for page in PublicPage]),
                name="only_pages_that_are_counted",
            ),
        ]
