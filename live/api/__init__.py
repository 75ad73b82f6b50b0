"""The HTTP API for programs, described by ``/api/v1/openapi.json``."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError

from live.api.answers import NotFound, NotSigned, answer_error, problem
from live.api.delegates import router as delegates
from live.api.described import DELEGATES_TOKEN, STATIONS_SIGNATURE
from live.api.people import router as people
from live.api.records import router as records
from live.api.stations import router as stations
from live.gate import RETRY_AFTER, RefusedTooOften
from polls.errors import PollError


class DescribedAPI(NinjaAPI):
    """The calls, whose description also names the token that delegates' calls look at."""

    def get_openapi_schema(self, **where: Any) -> Any:
        """The description, as ``/api/v1/openapi.json`` publishes it."""
        schema = super().get_openapi_schema(**where)
        schemes = schema["components"].setdefault("securitySchemes", {})
        schemes["DelegatesToken"] = DELEGATES_TOKEN
        schemes["StationsSignature"] = STATIONS_SIGNATURE
        return schema


api = DescribedAPI(
    title="Show of Hands",
    version="1",
    urls_namespace="api",
    docs=Swagger(settings={"persistAuthorization": False}),
    description=(
        'Errors are `{"code", "detail"}`; the codes are those of the live protocol. '
        "Programs sign in with `Authorization: Bearer`: a delegate's token votes, a person's "
        "token does what that person may do. An address that is none is 404, another method 405."
    ),
)
api.add_router("", delegates)
api.add_router("", people)
api.add_router("", records)
api.add_router("", stations)


@api.exception_handler(PollError)
def refuse(request: HttpRequest, error: PollError) -> HttpResponse:
    """A rule was broken."""
    return answer_error(error)


@api.exception_handler(RefusedTooOften)
def ask_to_wait(request: HttpRequest, error: RefusedTooOften) -> HttpResponse:
    """Wrong calls in the name of a base station, more than an address may send."""
    answer = answer_error(error)
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


@api.exception_handler(NotFound)
def say_not_found(request: HttpRequest, error: NotFound) -> HttpResponse:
    """There is no such thing."""
    return problem(404, "not_found", str(error))


@api.exception_handler(AuthenticationError)
def ask_for_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token, or none of ours."""
    return problem(401, "not_allowed", "Send a valid token: Authorization: Bearer …")


@api.exception_handler(NotSigned)
def ask_for_signature(request: HttpRequest, error: NotSigned) -> HttpResponse:
    """A station that signs nothing, or wrongly, or was revoked."""
    return problem(401, "not_allowed", "Sign the call with the token of a base station.")


@api.exception_handler(ValidationError)
def say_no_such_id(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What is no id names nothing. Ids in the address are all that is left to ninja to check."""
    name = str(error.errors[0]["loc"][-1]).removesuffix("_id")
    return problem(404, "not_found", f"There is no such {name}.")


@api.exception_handler(HttpError)
def say_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own refusals."""
    return problem(error.status_code, "malformed", error.message)


__all__: list[Any] = ["api"]
