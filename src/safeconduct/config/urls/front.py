"""Addresses of the public door: nothing in them but a language and a page."""

from django.urls import URLPattern, re_path

from safeconduct.domain.pages import PublicPage
from safeconduct.front.closing import while_open
from safeconduct.front.counting import counted
from safeconduct.front.home import home
from safeconduct.front.languages import offered
from safeconduct.front.listening import sound
from safeconduct.front.reading import reading
from safeconduct.front.readings import READINGS
from safeconduct.front.returning import come_back
from safeconduct.front.writing import write
from safeconduct.programme.languages import LANGUAGES

IN_LANGUAGE = rf"^(?P<language>{'|'.join(LANGUAGES)})"

FIRST = counted(PublicPage.HOME, home)

# No detour for a missing slash: a round trip on a bad line costs a second.
urlpatterns: list[URLPattern] = [
    re_path(r"^$", FIRST),
    re_path(rf"{IN_LANGUAGE}/?$", offered(FIRST)),
    re_path(rf"{IN_LANGUAGE}/write/?$", offered(while_open(counted(PublicPage.WRITE, write)))),
    re_path(rf"{IN_LANGUAGE}/code/?$", offered(while_open(counted(PublicPage.CODE, come_back)))),
    re_path(rf"{IN_LANGUAGE}/(?P<digest>[0-9a-f]{{32}})\.mp3$", offered(sound)),
    *(
        re_path(rf"{IN_LANGUAGE}/{name}/?$", offered(counted(PublicPage.READ, reading(name))))
        for name in READINGS
    ),
]

handler400 = "safeconduct.front.trouble.bad_request"
handler404 = "safeconduct.front.trouble.not_found"
handler500 = "safeconduct.front.trouble.failed"
