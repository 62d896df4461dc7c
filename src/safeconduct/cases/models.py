"""What is stored of a contact: sealed arrivals, cases in clear columns, and the log.

Every field is declared clear, with its reason, or sealed (VAULT section 6).
"""

import uuid

from django.db import models

from safeconduct.cases.in_our_time import in_our_time
from safeconduct.cases.models_of_doors import Panic, VisitCount  # noqa: F401 - Django looks here
from safeconduct.cases.models_of_wishes import WishedCall  # noqa: F401 - Django looks here
from safeconduct.domain.declared import clear, sealed


class Arrival(models.Model):
    """What a door stored: written once, signed whole; intake marks it taken or refused.

    No column has a database default: a door's role may INSERT and nothing else.
    """

    id = clear(models.UUIDField(primary_key=True), "random, or derived from the form's token")
    kind = clear(models.CharField(max_length=10), "new, add, withdraw, erase or doubt")
    locator = clear(models.BinaryField(), "from the code by Argon2id")
    case_public = clear(models.BinaryField(), "public half of the talk key")
    requester_kem = clear(models.BinaryField(), "public half")
    requester_sign = clear(models.BinaryField(), "public half")
    talk_sign = clear(models.BinaryField(), "public half of a channel's talk key")
    sealed_under = clear(models.BinaryField(), "digest of the public values the body is bound to")
    channel = clear(models.CharField(max_length=12), "which door")
    language = clear(models.CharField(max_length=12), "to answer in it")
    request_kind = clear(models.CharField(max_length=12), "to order the queue")
    urgency = clear(models.CharField(max_length=60), "claimed signs, to order the queue")
    size_band = clear(models.CharField(max_length=12), "a band, never a number")
    directory_serial = clear(models.PositiveIntegerField(), "which keys it was sealed under")
    body = sealed(models.BinaryField(), "the case's talk key")
    wraps = sealed(models.BinaryField(), "intake and lead: the talk key's seed")
    copy = sealed(models.BinaryField(), "the requester: the case public key")
    signature = clear(models.BinaryField(), "over all columns; a doubt's mark, for the code")
    stored_at = clear(models.DateTimeField(), "to the minute")
    taken = clear(models.CharField(max_length=24, null=True), "by intake, or why it was refused")

    class Meta:
        db_table = "sc_arrival"
        indexes = [
            # With the kind: a code's one request is found among all that was sent with it.
            models.Index(fields=["locator", "kind"], name="arrival_by_code"),
            # Words of a talk name no locator: their case is found by its public key.
            models.Index(fields=["case_public", "kind"], name="arrival_by_case"),
            models.Index(
                fields=["stored_at"], name="arrival_waits", condition=models.Q(taken__isnull=True)
            ),
            models.Index(
                fields=["stored_at"],
                name="arrival_came_back",
                condition=models.Q(taken__isnull=True) & ~models.Q(kind="new"),
            ),
            # Not by the word `taken` itself: SQLite would not use it for a word that is passed.
            models.Index(
                fields=["taken", "stored_at"],
                name="arrival_verdict",
                condition=models.Q(taken__isnull=False),
            ),
            models.Index(
                fields=["kind", "stored_at"],
                name="arrival_old",
                condition=models.Q(taken__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["locator"],
                name="first_locator_wins",
                condition=models.Q(kind="new") & ~models.Q(locator=b""),
            ),
            in_our_time("arrivals", "stored_at"),
        ]


class Case(models.Model):
    """One request for help, in what may lie in the clear; its contents are in sealed parts."""

    id = clear(models.UUIDField(primary_key=True, default=uuid.uuid4), "random")
    reference = clear(models.CharField(max_length=24, unique=True), "call sign at the desk")
    state = clear(models.CharField(max_length=24), "the life of a case")
    kind = clear(models.CharField(max_length=12), "to order the queue")
    channel = clear(models.CharField(max_length=12), "where it began")
    language = clear(models.CharField(max_length=12), "to answer in it")
    size_band = clear(models.CharField(max_length=12), "a band, never a number")
    claimed = clear(models.CharField(max_length=60), "signs of urgency a requester named")
    confirmed = clear(models.CharField(max_length=60), "signs of urgency staff confirmed")
    rank = clear(models.PositiveSmallIntegerField(), "order of the queue, from domain/urgency")
    team = clear(models.CharField(max_length=16), "who has it now")
    assigned = clear(models.CharField(max_length=40, blank=True), "call sign")
    first = clear(
        models.OneToOneField(Arrival, models.PROTECT, related_name="case"), "the `new` it came from"
    )
    waiting_since = clear(models.DateTimeField(null=True), "empty when nothing awaits an answer")
    opened_at = clear(models.DateTimeField(), "to the minute")
    last_seen = clear(models.DateTimeField(), "last word of the person, to the minute")
    ended_at = clear(models.DateTimeField(null=True), "its end, to the minute: its time runs")
    unread = clear(models.PositiveIntegerField(), "arrivals nobody has opened yet")
    tell = clear(models.BooleanField(), "the requester is to be told the new state")

    class Meta:
        db_table = "sc_case"
        indexes = [
            models.Index(
                fields=["rank", "waiting_since", "opened_at", "reference", "id"],
                name="case_queue",
                condition=models.Q(waiting_since__isnull=False),
            ),
            models.Index(
                fields=["assigned", "rank", "-last_seen", "reference", "id"], name="case_mine"
            ),
            models.Index(fields=["-last_seen", "reference"], name="case_recent"),
            models.Index(fields=["opened_at"], name="case_opened"),
            models.Index(
                fields=["state", "ended_at"],
                name="case_over",
                condition=models.Q(ended_at__isnull=False),
            ),
            models.Index(fields=["id"], name="case_untold", condition=models.Q(tell=True)),
        ]


class CaseWrap(models.Model):
    """A case's talk key seed, sealed to one version of one team's key."""

    case = clear(models.ForeignKey(Case, models.CASCADE, related_name="wraps"), "which case")
    team = clear(models.CharField(max_length=16), "which team can open it")
    version = clear(models.PositiveIntegerField(), "which version of the team key")
    sealed_seed = sealed(models.BinaryField(), "the team")

    class Meta:
        db_table = "sc_case_wrap"
        indexes = [models.Index(fields=["team", "case"], name="wrap_of_team")]
        constraints = [
            models.UniqueConstraint(fields=["case", "team"], name="case_wrapped_to_a_team_once"),
        ]


class CaseArrival(models.Model):
    """The place of an arrival on a case's timeline."""

    case = clear(models.ForeignKey(Case, models.CASCADE, related_name="arrivals"), "which case")
    arrival = clear(models.OneToOneField(Arrival, models.PROTECT), "what came")
    seq = clear(models.PositiveIntegerField(), "the event that took it in")

    class Meta:
        db_table = "sc_case_arrival"


class Entry(models.Model):
    """What staff wrote on a case: a reply or a note, closed under the seed of its talk key."""

    id = clear(models.UUIDField(primary_key=True, default=uuid.uuid4), "random")
    case = clear(models.ForeignKey(Case, models.CASCADE, related_name="entries"), "which case")
    seq = clear(models.PositiveIntegerField(), "its event")
    kind = clear(models.CharField(max_length=8), "reply or note")
    author = clear(models.CharField(max_length=40), "call sign")
    at = clear(models.DateTimeField(), "to the minute")
    body = sealed(models.BinaryField(), "the case's talk key")

    class Meta:
        db_table = "sc_entry"


class PlanWrap(models.Model):
    """The key of a case's handover plan, sealed to one version of one team's key."""

    case = clear(models.ForeignKey(Case, models.CASCADE, related_name="plan_wraps"), "which case")
    team = clear(models.CharField(max_length=16), "which team can open it")
    version = clear(models.PositiveIntegerField(), "which version of the team key")
    sealed_key = sealed(models.BinaryField(), "the team")

    class Meta:
        db_table = "sc_plan_wrap"
        constraints = [
            models.UniqueConstraint(fields=["case", "team"], name="plan_wrapped_to_a_team_once"),
        ]


class PlanPart(models.Model):
    """What one part of a handover plan says now; what it said before is destroyed."""

    id = clear(models.UUIDField(primary_key=True, default=uuid.uuid4), "random")
    case = clear(models.ForeignKey(Case, models.CASCADE, related_name="plan_parts"), "which case")
    part = clear(models.CharField(max_length=16), "window, point or one of two signals")
    seq = clear(models.PositiveIntegerField(), "its event")
    body = sealed(models.BinaryField(), "coordination and reception: the plan's key")

    class Meta:
        db_table = "sc_plan_part"
        constraints = [
            models.UniqueConstraint(fields=["case", "part"], name="one_of_each_part"),
        ]


class RequesterCopy(models.Model):
    """A reply or a status sealed to the requester; a read copy dies after 24 hours."""

    id = clear(models.UUIDField(primary_key=True), "random; bound into the seal")
    case = clear(models.ForeignKey(Case, models.CASCADE, related_name="copies"), "which case")
    locator = clear(models.BinaryField(db_index=True), "from the code by Argon2id")
    kind = clear(models.CharField(max_length=8), "reply or status")
    entry = clear(models.UUIDField(null=True), "the reply it carries; empty for a status")
    body = sealed(models.BinaryField(), "the requester")
    stored_at = clear(models.DateTimeField(), "to the minute")
    read_at = clear(models.DateTimeField(null=True), "to the minute; 24 h later it dies")
    noted = clear(models.BooleanField(), "the reading stands in the log")

    class Meta:
        db_table = "sc_requester_copy"
        indexes = [
            models.Index(
                fields=["read_at"],
                name="copy_to_note",
                condition=models.Q(noted=False, read_at__isnull=False),
            ),
            models.Index(
                fields=["read_at"], name="copy_read", condition=models.Q(read_at__isnull=False)
            ),
        ]


class Replacement(models.Model):
    """A new way back to a case after its code was lost, signed with a reply key (VAULT 2)."""

    id = clear(models.UUIDField(primary_key=True, default=uuid.uuid4), "random")
    case = clear(models.ForeignKey(Case, models.CASCADE, related_name="replacements"), "which")
    old_locator = clear(models.BinaryField(db_index=True), "the code that was lost")
    locator = clear(models.BinaryField(unique=True), "the code that counts now")
    requester_kem = clear(models.BinaryField(), "public half")
    requester_sign = clear(models.BinaryField(), "public half")
    copy = sealed(models.BinaryField(), "the requester: the case public key")
    record = clear(models.BinaryField(), "the signed record")

    class Meta:
        db_table = "sc_replacement"


class DayKey(models.Model):
    """The public half of a courier's key of one day, signed by that courier (VAULT section 2)."""

    channel = clear(models.CharField(max_length=12), "whose courier")
    day = clear(models.DateField(), "for which day")
    public = clear(models.BinaryField(), "public half")
    signature = clear(models.BinaryField(), "Ed25519 by the courier that the manifest names")

    class Meta:
        db_table = "sc_day_key"
        constraints = [
            models.UniqueConstraint(fields=["channel", "day"], name="one_day_key_a_day"),
            in_our_time("day_keys", days=["day"]),
        ]


class Outgoing(models.Model):
    """The outbox: an answer on its way through a channel; emptied on delivery or after 48 hours."""

    id = clear(models.UUIDField(primary_key=True, default=uuid.uuid4), "random")
    case = clear(models.ForeignKey(Case, models.CASCADE, related_name="outgoing"), "which case")
    entry = clear(models.UUIDField(), "the reply it carries")
    channel = clear(models.CharField(max_length=12), "which door")
    day = clear(models.DateField(null=True), "which day key opens it")
    body = sealed(models.BinaryField(), "the channel's courier")
    state = clear(models.CharField(max_length=12), "waiting, or what became of it")
    tries = clear(models.PositiveSmallIntegerField(), "how often it was tried")
    next_try = clear(models.DateTimeField(), "to the minute")
    stored_at = clear(models.DateTimeField(), "to the minute")

    class Meta:
        db_table = "sc_outbox"
        constraints = [in_our_time("outbox", "next_try")]
        indexes = [
            models.Index(
                fields=["channel", "next_try"],
                name="outgoing_waits",
                condition=models.Q(state="waiting"),
            ),
            models.Index(
                fields=["stored_at"], name="outgoing_failed", condition=models.Q(state="failed")
            ),
        ]


class TalkKey(models.Model):
    """A talk key that came with an answer: words it signs belong to the case (VAULT section 1)."""

    case = clear(models.ForeignKey(Case, models.CASCADE, related_name="talk_keys"), "which case")
    talk_sign = clear(models.BinaryField(), "public half of a channel's talk key")
    record = clear(models.BinaryField(), "signed with a reply key: a row alone vouches for nothing")

    class Meta:
        db_table = "sc_talk_key"


class Head(models.Model):
    """The last event of one chain; its row is locked while an event is appended."""

    subject = clear(models.UUIDField(primary_key=True), "a case, or the programme itself")
    aggregate = clear(models.CharField(max_length=12), "case or programme")
    seq = clear(models.PositiveIntegerField(), "length of the chain")
    digest = clear(models.BinaryField(), "digest of the last event")

    class Meta:
        db_table = "sc_head"


class Event(models.Model):
    """One entry of the hash-chained log; the database refuses to change or delete it."""

    id = clear(models.BigAutoField(primary_key=True), "order of writing")
    subject = clear(models.UUIDField(), "a case, or the programme itself")
    aggregate = clear(models.CharField(max_length=12), "case or programme")
    seq = clear(models.PositiveIntegerField(), "counts up from 1 within the subject")
    kind = clear(models.CharField(max_length=40), "closed vocabulary")
    at = clear(models.DateTimeField(), "to the minute")
    actor = clear(models.CharField(max_length=40), "call sign, requester, errands or machine")
    details = clear(models.CharField(max_length=400), "closed vocabulary as canonical JSON")
    content = clear(models.BinaryField(), "digest of the ciphertext it speaks of")
    before = clear(models.BinaryField(), "digest of the event before")
    digest = clear(models.BinaryField(), "digest of this event")

    class Meta:
        db_table = "sc_event"
        indexes = [
            models.Index(fields=["kind", "id"], name="event_of_kind"),
            models.Index(fields=["actor", "id"], name="event_of_actor"),
            models.Index(fields=["actor", "kind", "id"], name="event_of_both"),
            models.Index(fields=["at"], name="event_of_day"),
            models.Index(
                fields=["id"], name="panic_presses", condition=models.Q(kind="panic_pressed")
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "seq"], name="one_event_a_place"),
        ]


class Anchor(models.Model):
    """One digest over the events of a minute, chained to the one before; it leaves the machine."""

    seq = clear(models.PositiveIntegerField(primary_key=True), "counts up from 1")
    at = clear(models.DateTimeField(), "to the minute")
    count = clear(models.PositiveIntegerField(), "how many events it holds")
    root = clear(models.BinaryField(), "Merkle root over digests of events")
    before = clear(models.BinaryField(), "digest of the anchor before")
    digest = clear(models.BinaryField(), "digest of this anchor")

    class Meta:
        db_table = "sc_anchor"


class Anchored(models.Model):
    """Which anchor holds an event; named by its place, so that a missing one still has a name."""

    subject = clear(models.UUIDField(), "a case, or the programme itself")
    seq = clear(models.PositiveIntegerField(), "its place within the subject")
    digest = clear(models.BinaryField(), "digest of the event")
    anchor = clear(models.ForeignKey(Anchor, models.PROTECT, related_name="held"), "which anchor")

    class Meta:
        db_table = "sc_anchored"
        constraints = [
            models.UniqueConstraint(fields=["subject", "seq"], name="an_event_is_anchored_once"),
        ]
