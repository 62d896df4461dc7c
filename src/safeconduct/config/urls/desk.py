"""Addresses of the staff door; `desk/rights.py` says which right opens each."""

from django.urls import URLPattern, path, register_converter

from safeconduct.desk.views import (
    call_back,
    calls,
    case,
    destroyed,
    files,
    handover,
    joining,
    lists,
    live,
    log,
    panic,
    people,
    programme,
    recordings,
    rules,
    session,
    way_back,
    you,
)
from safeconduct.people.urls import urlpatterns as signing_in


class CaseKey:
    """A reference as an address carries it: `heron-412`."""

    regex = "[A-Za-z]{2,16}-[0-9]{3,6}"

    def to_python(self, value: str) -> str:
        return value.lower()

    def to_url(self, value: str) -> str:
        return value.lower().replace(" ", "-")


register_converter(CaseKey, "case")

urlpatterns: list[URLPattern] = [
    path("", lists.start, name="start"),
    path("queue/", lists.cases, {"name": "queue"}, name="queue"),
    path("mine/", lists.cases, {"name": "mine"}, name="mine"),
    path("recent/", lists.cases, {"name": "recent"}, name="recent"),
    path("rows/<slug:name>/", lists.rows, name="rows"),
    path("find/", lists.find, name="find"),
    path("case/<case:key>/", case.case, name="case"),
    path("case/<case:key>/reply/", case.reply, name="reply"),
    path("case/<case:key>/note/", case.note, name="note"),
    path("case/<case:key>/file/<int:seq>/", files.file, name="file"),
    path("case/<case:key>/file/<int:seq>/bytes/", files.file_bytes, name="file_bytes"),
    path("case/<case:key>/doubt/<uuid:identity>/", files.doubted, name="doubted"),
    path("case/<case:key>/doubt/<uuid:identity>/bytes/", files.doubted_bytes, name="doubted_bytes"),
    path("case/<case:key>/act/<slug:action>/", case.act, name="act"),
    path("case/<case:key>/others/", live.others, name="others"),
    path("stream/", live.stream, name="stream"),
    path("on/", live.on, name="on"),
    path("doors/", live.doors, name="doors"),
    path("programme/", programme.programme, name="programme"),
    path("programme/draft/", programme.draft, name="draft"),
    path("programme/sign/", programme.sign, name="sign"),
    path("recordings/", recordings.recordings, name="recordings"),
    path("recordings/<slug:purpose>/<slug:words>/", recordings.recording, name="recording"),
    path("recordings/<slug:purpose>/<slug:words>/sound/", recordings.sound, name="recording_sound"),
    path("recordings/<slug:purpose>/<slug:words>/take/", recordings.take, name="take_recording"),
    path(
        "recordings/<slug:purpose>/<slug:words>/approve/",
        recordings.approve,
        name="approve_recording",
    ),
    path(
        "recordings/<slug:purpose>/<slug:words>/refuse/",
        recordings.refuse,
        name="refuse_recording",
    ),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/rotate/", people.rotate, name="rotate"),
    path("person/<str:call_sign>/", people.person, name="person"),
    path("person/<str:call_sign>/propose/", people.propose, name="propose"),
    path("person/<str:call_sign>/confirm/", people.confirm, name="confirm"),
    path("person/<str:call_sign>/refuse/", people.refuse, name="refuse"),
    path("person/<str:call_sign>/remove/", people.remove, name="remove"),
    path("join/", joining.join, name="join"),
    path("you/", you.you, name="you"),
    path("you/language/", you.speak, name="speak"),
    path("you/others/", you.end_others, name="end_others"),
    path("case/<case:key>/plan/<slug:part>/", handover.plan, name="plan"),
    path("case/<case:key>/call-back/", call_back.call_back, name="call_back"),
    path("case/<case:key>/code/", way_back.new_code, name="new_code"),
    path("calls/", calls.calls, name="calls"),
    path("calls/now/", calls.calls_now, name="calls_now"),
    path("calls/duty/", calls.go_on_duty, name="go_on_duty"),
    path("calls/seat/", calls.sit_down, name="sit_down"),
    path("calls/seat/again/", calls.sit_again, name="sit_again"),
    path("calls/ready/", calls.be_ready, name="be_ready"),
    path("calls/away/", calls.be_away, name="be_away"),
    path("calls/off/", calls.go_off_duty, name="go_off_duty"),
    path("calls/brief/", calls.keep_brief, name="keep_brief"),
    path("calls/tested/", calls.pass_test, name="pass_test"),
    path("calls/<uuid:call>/wish/<slug:what>/", calls.wish, name="wish"),
    path("calls/<uuid:call>/listen/", calls.listen, name="listen"),
    path("calls/<uuid:call>/wrap-up/", calls.wrap_up, name="wrap_up"),
    path("log/", log.log, name="log"),
    path("log/verify/", log.verify, name="verify_log"),
    path("destroyed/", destroyed.destroyed, name="destroyed"),
    path("rules/", rules.rules, name="rules"),
    path("panic/", panic.panic, name="panic"),
    path("panic/press/", panic.press, name="press_panic"),
    path("panic/reopen/", panic.reopen, name="reopen_doors"),
    path("language/", session.language, name="language"),
    path("lock/", session.lock, name="lock"),
    path("here/", session.here, name="here"),
    *signing_in,
]

handler404 = "safeconduct.desk.views.amiss.missing"
handler403 = "safeconduct.desk.views.amiss.refused"
handler500 = "safeconduct.desk.views.amiss.broken"
