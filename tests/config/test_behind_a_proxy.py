"""The desk's settings, as a programme makes them whose desk has an https address."""

import json
import os
import subprocess
import sys

import pytest

from safeconduct.programme.home import Home
from tests.front.programme import write_programme

ASK = """
import json, sys, django
django.setup()
from allauth.account.adapter import get_adapter
from django.test import Client, RequestFactory
page = Client().get("/join/", headers=json.loads(sys.argv[1]))
request = RequestFactory().get("/", headers=json.loads(sys.argv[1]), REMOTE_ADDR="127.0.0.1")
print(json.dumps({
    "status": page.status_code,
    "sts": page.headers.get("Strict-Transport-Security", ""),
    "from": get_adapter().get_client_ip(request),
}))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    made = Home(root=tmp_path_factory.mktemp("behind"))
    write_programme(made)
    return made


def asked(home: Home, **headers: str) -> dict[str, object]:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    environment = {
        **os.environ,
        "SAFECONDUCT_HOME": str(home.root),
        "DJANGO_SETTINGS_MODULE": "safeconduct.config.settings.desk",
    }
    environment.pop("DATABASE_URL", None)
    run = (sys.executable, "-c", ASK, json.dumps(told))
    return json.loads(subprocess.run(run, env=environment, check=True, capture_output=True).stdout)


def test_under_its_https_name_the_desk_asks_browsers_to_come_by_https_alone(home) -> None:
    answer = asked(home, host="desk.example")
    assert (answer["status"], answer["sts"]) == (200, "max-age=31536000")
    assert asked(home, host="localhost")["sts"] == ""


def test_who_signs_in_comes_from_where_the_proxy_saw_them_and_not_from_where_they_say(home) -> None:
    told = asked(home, host="desk.example", x_forwarded_for="192.0.2.7, 203.0.113.9")
    assert told["from"] == "203.0.113.9"
    assert asked(home, host="localhost")["from"] == "127.0.0.1"
