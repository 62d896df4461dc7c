"""What a channel keeps for at most 72 hours, sealed to its own courier (VAULT sections 2 and 7).

On SQLite these tables lie in the fleeting database, which no backup holds.
"""

from django.db import models

from safeconduct.cases.in_our_time import in_our_time
from safeconduct.domain.declared import clear, sealed


class Update(models.Model):
    """A raw update, durable before the platform is told that it came; emptied when applied."""

    channel = clear(models.CharField(max_length=12), "which door")
    bot = clear(models.CharField(max_length=40), "which of the programme's own bots")
    number = clear(models.BigIntegerField(), "the platform's count; the same one never twice")
    day = clear(models.DateField(), "which day key opens it; dies with that key")
    body = sealed(models.BinaryField(), "the channel's courier")
    waits = clear(models.BooleanField(), "not applied yet")

    class Meta:
        db_table = "sc_update"
        constraints = [
            models.UniqueConstraint(fields=["channel", "bot", "number"], name="an_update_once"),
            in_our_time("updates", days=["day"]),
        ]
        indexes = [
            models.Index(
                fields=["channel", "id"], name="update_waits", condition=models.Q(waits=True)
            ),
        ]


class Bot(models.Model):
    """How one of the programme's own bots or lines stands, as its process last found."""

    name = clear(models.CharField(max_length=40, primary_key=True), "the programme's own bot")
    channel = clear(models.CharField(max_length=12), "which door")
    state = clear(models.CharField(max_length=16), "reachable, or why not")
    since = clear(models.DateTimeField(), "to the minute")
    seen_at = clear(models.DateTimeField(), "its process was alive, to the minute")
    address = clear(models.CharField(max_length=80, default=""), "where other switches reach it")

    class Meta:
        db_table = "sc_bot"
        constraints = [in_our_time("bots", "since", "seen_at")]


class Talk(models.Model):
    """A conversation: all of its state is one sealed part, its unsent prompts inside it."""

    id = clear(models.UUIDField(primary_key=True), "random")
    channel = clear(models.CharField(max_length=12), "which door")
    day = clear(models.DateField(), "which day key opens it")
    body = sealed(models.BinaryField(), "the channel's courier")
    waits = clear(models.BooleanField(), "something is to be sent or handed in")
    until = clear(models.DateTimeField(), "to the minute; then it dies")
    fades_at = clear(models.DateTimeField(null=True), "to the minute; then an answer is taken off")

    class Meta:
        db_table = "sc_talk"
        constraints = [in_our_time("talks", "until", "fades_at", days=["day"])]
        indexes = [
            models.Index(
                fields=["channel", "fades_at"],
                name="talk_fades",
                condition=models.Q(fades_at__isnull=False),
            ),
            models.Index(fields=["channel"], name="talk_waits", condition=models.Q(waits=True)),
            models.Index(fields=["until"], name="talk_dies"),
        ]


class Address(models.Model):
    """The tie between an address and its talk: a keyed hash, at most 72 hours."""

    hash = clear(models.BinaryField(primary_key=True), "keyed by a pepper of that process alone")
    channel = clear(models.CharField(max_length=12), "which door")
    talk = clear(models.UUIDField(db_index=True), "which talk")
    until = clear(models.DateTimeField(), "to the minute; then it dies")

    class Meta:
        db_table = "sc_address"
        constraints = [in_our_time("addresses", "until")]


class ShortNumber(models.Model):
    """What leads who had nothing to write with back to their case: by phone only, 14 days."""

    hash = clear(models.BinaryField(primary_key=True), "keyed by a pepper of that process alone")
    arrival = clear(models.UUIDField(db_index=True), "what was handed in; dies with its case")
    tie = sealed(models.BinaryField(), "the number itself and that pepper")
    until = clear(models.DateTimeField(db_index=True), "to the minute; then it dies")

    class Meta:
        db_table = "sc_short_number"
        constraints = [in_our_time("short_numbers", "until")]


class CallerMark(models.Model):
    """Which number a call came from, as a keyed hash, until an operator has said how it ended."""

    call = clear(models.UUIDField(primary_key=True), "which call; random")
    hash = clear(models.BinaryField(), "keyed by a pepper of that process alone")
    until = clear(models.DateTimeField(db_index=True), "to the minute; then it dies")

    class Meta:
        db_table = "sc_caller_mark"
        constraints = [in_our_time("caller_marks", "until")]


class AbusiveTalk(models.Model):
    """That one talk with a number was abusive: tied to no call and no case."""

    serial = clear(models.BigAutoField(primary_key=True), "the order in which they came")
    hash = clear(models.BinaryField(db_index=True), "keyed by a pepper of that process alone")
    at = clear(models.DateTimeField(db_index=True), "to the minute; then it dies after its time")

    class Meta:
        db_table = "sc_abusive_talk"


class SilentCall(models.Model):
    """That one call of a number said nothing: tied to no call and no case."""

    serial = clear(models.BigAutoField(primary_key=True), "the order in which they came")
    hash = clear(models.BinaryField(db_index=True), "keyed by a pepper of that process alone")
    until = clear(models.DateTimeField(db_index=True), "to the minute; then it dies")

    class Meta:
        db_table = "sc_silent_call"
        constraints = [in_our_time("silent_calls", "until")]


class Call(models.Model):
    """One caller who asked for a person: a place in the queue, then a talk, then its outcome."""

    serial = clear(models.BigAutoField(primary_key=True), "the order in which they asked")
    id = clear(models.UUIDField(unique=True), "random")
    call = clear(models.CharField(max_length=96, unique=True), "the switch's own name for the call")
    language = clear(models.CharField(max_length=12), "to be answered in it")
    urgent = clear(models.CharField(max_length=60), "claimed signs, as with an arrival")
    arrival = clear(models.UUIDField(null=True), "what was handed in; leads to its case")
    state = clear(models.CharField(max_length=8), "waiting, ringing, talking, held or over")
    seat = clear(models.UUIDField(null=True), "which operator; random")
    back = clear(models.BooleanField(default=False), "we called them, as they wished")
    dropped = clear(models.BooleanField(default=False), "cut off by a fault of ours: goes first")
    code_told = clear(models.BooleanField(default=False), "the operator knows what is left to say")
    by_short_number = clear(models.BooleanField(default=False), "who it is nobody has checked")
    soundless = clear(models.BooleanField(default=False), "no sound comes: their operator decides")
    asked_at = clear(models.DateTimeField(), "to the minute; then 72 hours")
    answered_at = clear(models.DateTimeField(null=True), "to the minute; how long people wait")
    ended_at = clear(models.DateTimeField(null=True), "to the minute")
    outcome = clear(models.CharField(max_length=16, null=True), "one of the field's call types")

    class Meta:
        db_table = "sc_call"
        constraints = [in_our_time("calls", "asked_at", "answered_at", "ended_at")]
        indexes = [
            models.Index(fields=["asked_at"], name="call_dies"),
            models.Index(
                fields=["serial"], name="call_open", condition=models.Q(ended_at__isnull=True)
            ),
        ]


class Seat(models.Model):
    """One operator on duty at the line, as the switch knows them: for twelve hours at most."""

    id = clear(models.UUIDField(primary_key=True), "random")
    member = clear(models.UUIDField(unique=True), "which member of staff; random")
    name = clear(models.CharField(max_length=32, unique=True), "random: their name at the switch")
    digest = clear(models.CharField(max_length=32), "of a drawn password; dies with the shift")
    kind = clear(models.CharField(max_length=8), "a browser, or plain SIP to try the line")
    languages = clear(models.CharField(max_length=120), "which callers they understand")
    state = clear(models.CharField(max_length=8), "free, ringing, talking, wrapping or away")
    call = clear(models.UUIDField(null=True), "which call; random")
    part = clear(models.CharField(max_length=8, null=True), "what they do in it")
    node = clear(models.CharField(max_length=40, default=""), "at which switch they are registered")
    since = clear(models.DateTimeField(), "to the minute; who is free longest is rung first")
    until = clear(models.DateTimeField(), "to the minute; then the shift is over")
    seen_at = clear(models.DateTimeField(), "to the minute; their page was open")
    missed = clear(models.PositiveSmallIntegerField(default=0), "calls in a row left to ring")
    pauses = clear(models.BooleanField(default=False), "their hand did it: a crisis rings there")

    class Meta:
        db_table = "sc_seat"
        constraints = [in_our_time("seats", "since")]
        indexes = [models.Index(fields=["until"], name="seat_ends")]


class CallBack(models.Model):
    """One try to call a person back: the desk writes it, the line takes it once, with its number.

    Its body is emptied as it is taken, so that whatever breaks nobody is dialled twice.
    """

    id = clear(models.UUIDField(primary_key=True), "random; the call's own id too")
    arrival = clear(models.UUIDField(), "which case, by its first arrival")
    language = clear(models.CharField(max_length=12), "to be spoken to in it")
    seat = clear(models.UUIDField(), "who calls; random")
    day = clear(models.DateField(), "which day key opens it")
    body = sealed(models.BinaryField(), "the line's courier")
    taken = clear(models.BooleanField(default=False), "a process of the line has it, or had it")
    came_of = clear(models.CharField(max_length=12, null=True), "one of a closed set of outcomes")
    at = clear(models.DateTimeField(), "to the minute; then 72 hours")

    class Meta:
        db_table = "sc_call_back"
        indexes = [models.Index(fields=["at"], name="call_back_dies")]


class CallOrder(models.Model):
    """What an operator wishes to be done with a call; the desk writes it, the line obeys."""

    serial = clear(models.BigAutoField(primary_key=True), "the order in which they came")
    call = clear(models.UUIDField(), "which call; random")
    seat = clear(models.UUIDField(), "who wishes it; random")
    what = clear(models.CharField(max_length=16), "one of a closed set of wishes")
    other = clear(models.UUIDField(null=True), "which other seat it is about; random")
    done = clear(models.BooleanField(default=False), "the line has seen to it")
    at = clear(models.DateTimeField(), "to the minute; then 72 hours")

    class Meta:
        db_table = "sc_call_order"
        indexes = [
            models.Index(fields=["serial"], name="order_waits", condition=models.Q(done=False)),
            models.Index(fields=["at"], name="order_dies"),
        ]


class LineNow(models.Model):
    """How one switch answers now, as its process last found; the desk shows it."""

    node = clear(models.CharField(max_length=40, primary_key=True), "the programme's own line")
    people = clear(models.CharField(max_length=8), "whether a person can be reached")
    why = clear(models.CharField(max_length=8), "why calls are kept brief, if they are")
    since = clear(models.DateTimeField(), "to the minute; of no caller")
    seen_at = clear(models.DateTimeField(), "its process was alive, to the minute")

    class Meta:
        db_table = "sc_line_now"
        constraints = [in_our_time("lines_now", "since", "seen_at")]


class KeptBrief(models.Model):
    """Until when a shift lead keeps calls brief by hand: one row, or none."""

    id = clear(models.PositiveSmallIntegerField(primary_key=True, default=1), "the only row")
    until = clear(models.DateTimeField(), "to the minute; twelve hours at most")

    class Meta:
        db_table = "sc_kept_brief"
