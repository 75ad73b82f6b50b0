"""Every address answers everybody as the table says."""

import re

import httpx
import pytest

from live.health import ANSWERS
from tests.matrix.rows import ASKERS, every_route, read_rows, write_row
from tests.matrix.table import ROUTES

ROWS = read_rows(ROUTES, keys=2)
ROUTES_NOW = every_route()
CSRF = "m" * 32
#: What differs between any two answers with a form.
CSRF_FIELD = re.compile(r'name="csrfmiddlewaretoken"\s+value="\w+"')
#: Where people who are not signed in are led.
DOORS = ("/sign-in/?next=", "/admin/login/?next=")
#: Answers by which nothing can have changed.
REFUSED = {"login", "401", "403", "404", "405"}
#: What takes forms: calls prove themselves by a token, and health is answered before any form.
FORMS = [
    path
    for method, path in ROUTES_NOW
    if method == "POST" and not path.startswith("api/") and f"/{path}" not in ANSWERS
]

CALLS = [key for key, row in ROWS.items() if row.answers[0] == "401"]


def word(answer: httpx.Response) -> str:
    """An answer as the table names it."""
    if answer.is_redirect:
        return "login" if answer.headers["Location"].startswith(DOORS) else "go"
    return "ok" if answer.is_success else str(answer.status_code)


def ask(caller, world, method, route, who, whose, *, csrf=CSRF) -> httpx.Response:
    """Send one request, as a browser that has loaded the form, or as a program."""
    address = "/" + world.address(route, who, whose)
    caller.cookies.clear()
    if route.startswith("api/"):
        return caller.request(method, address, headers=world.bearer(who))
    cookies = {**world.cookies(who, world.places[whose]), "csrftoken": CSRF}
    told = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return caller.request(method, address, headers={"Cookie": told, "X-CSRFToken": csrf})


def answers_to(caller, worlds, method, route) -> list[str]:
    """How a route answers each asker; whoever was let in by a form may have changed something."""
    told = []
    for who, whose in ASKERS:
        told.append(word(ask(caller, worlds.at(), method, route, who, whose)))
        if method == "POST" and told[-1] not in REFUSED:
            worlds.spend()
    return told


@pytest.mark.parametrize("route", ROUTES_NOW, ids=" ".join)
def test_route_answers_everybody_as_written(caller, worlds, route):
    told = answers_to(caller, worlds, *route)
    if route not in ROWS:
        pytest.fail(
            "A route without a row. If each of these answers is what is meant, add this line to "
            f"ROUTES in tests/matrix/table.py:\n{write_row(route, told)}"
        )
    written = ROWS[route].answers
    wrong = [
        f"{who}, {whose} conference: {now}, not {wanted}"
        for (who, whose), now, wanted in zip(ASKERS, told, written, strict=True)
        if now != wanted
    ]
    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", ["nobody", "chair", "organiser"])
def test_helpers_page_does_not_tell_whether_there_is_a_conference(caller, worlds, method, who):
    world = worlds.at()
    code = world.places["other"].conference.code
    codes = [code, "ZZZZZZ", "nonsense"]
    cookies = {**world.cookies(who, world.places["own"]), "csrftoken": CSRF}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": CSRF,
    }
    caller.cookies.clear()
    told = set()
    for code in codes:
        answer = caller.request(method, f"/chair/{code}/admit/", headers=headers)
        page = CSRF_FIELD.sub("", answer.text).replace(code, "")
        led_to = answer.headers.get("Location", "").replace(code, "")
        told.add((answer.status_code, led_to, page, *sorted(answer.headers)))

    assert len(told) == 1


def test_every_row_is_of_a_route():
    gone = [" ".join(key) for key in ROWS if key not in ROUTES_NOW]

    assert gone == [], "remove these rows from ROUTES in tests/matrix/table.py"


@pytest.mark.parametrize("route", FORMS)
def test_form_without_its_token_is_refused(caller, worlds, route):
    answer = ask(caller, worlds.at(), "POST", route, "operator", "own", csrf="")

    assert answer.status_code == 403


@pytest.mark.parametrize("key", CALLS, ids=" ".join)
def test_cookie_of_a_person_opens_no_call(caller, worlds, key):
    method, route = key
    world = worlds.at()
    caller.cookies.clear()
    cookie = {"Cookie": f"sessionid={world.session_of('operator')}"}
    answer = caller.request(method, "/" + world.address(route, "operator", "own"), headers=cookie)

    assert answer.status_code == 401
