"""What operators ask: alive, ready, and how much is going on.

Answered before anything else, whatever the Host header: a load balancer asks by number.
"""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import async_to_sync, iscoroutinefunction, sync_to_async
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import sync_and_async_middleware
from prometheus_client import CONTENT_TYPE_LATEST
from redis.asyncio import Redis
from redis.exceptions import RedisError

from live import metrics
from live.starting import unapplied_migrations
from polls.voting import count_lost_keys

#: Seconds that one check may take; a load balancer asks every few seconds.
PATIENCE = 4.0

#: Headers by which a proxy says for whom it asks: then a loopback address proves nothing.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


class _Process:
    draining = False


def begin_draining() -> None:
    """Say not ready from now on, so that nobody is sent to this process any more."""
    _Process.draining = True


@sync_and_async_middleware
def health_middleware(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Answer ``/healthz``, ``/readyz`` and ``/metrics``, and pass on everything else."""

    async def answer_async(request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path)
        return await (answer(request) if answer else get_response(request))

    def answer_sync(request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path)
        return async_to_sync(answer)(request) if answer else get_response(request)

    return answer_async if iscoroutinefunction(get_response) else answer_sync


async def say_alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return _json({"alive": True}, status=200)


async def say_ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 if votes would be taken here, otherwise 503: ``{"ready": …, "checks": {…}}``.

    A secret that does not open an old vote is told, and keeps no new one from being taken.
    """
    checks = {
        "serving": "draining" if _Process.draining else "ok",
        **await sync_to_async(check_database, thread_sensitive=False)(),
    }
    if settings.REDIS_URL:
        checks["redis"] = await check_redis()
    ready = {says for name, says in checks.items() if name != "ballot_secret"} == {"ok"}
    return _json({"ready": ready, "checks": checks}, status=200 if ready else 503)


def check_database() -> dict[str, str]:
    """Ask the database on a connection of its own, so that no slow page delays the answer."""
    unknown = {"migrations": "unknown", "ballot_secret": "unknown"}
    try:
        missing = unapplied_migrations()
        if missing:
            return {"database": "ok", **unknown, "migrations": f"{missing} missing"}
        lost = count_lost_keys()
    except DatabaseError:
        return {"database": "unreachable", **unknown}
    finally:
        connection.close()
    secret = f"does not open {lost} unsealed votes" if lost else "ok"
    return {"database": "ok", "migrations": "ok", "ballot_secret": secret}


async def check_redis() -> str:
    """Return ``ok`` or ``unreachable``."""
    client = Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
    )
    try:
        await client.execute_command("PING")
    except (RedisError, OSError):
        return "unreachable"
    finally:
        await client.aclose()
    return "ok"


async def say_metrics(request: HttpRequest) -> HttpResponse:
    """Return this process's counters to this machine, or to who has ``METRICS_TOKEN``."""
    if not may_see_metrics(request):
        return HttpResponse(
            "Metrics are for this machine, or for requests with METRICS_TOKEN.\n",
            status=403,
            content_type="text/plain; charset=utf-8",
        )
    return HttpResponse(metrics.write_out(), content_type=CONTENT_TYPE_LATEST)


def may_see_metrics(request: HttpRequest) -> bool:
    """Whether the request bears the token, or comes from this machine and through no proxy."""
    bearer = request.headers.get("Authorization", "").encode()
    if settings.METRICS_TOKEN and hmac.compare_digest(
        bearer, f"Bearer {settings.METRICS_TOKEN}".encode()
    ):
        return True
    if any(header in request.headers for header in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _json(content: dict[str, Any], *, status: int) -> HttpResponse:
    return JsonResponse(content, status=status, headers={"Cache-Control": "no-store"})


ANSWERS: dict[str, Callable[[HttpRequest], Awaitable[HttpResponse]]] = {
    "/healthz": say_alive,
    "/readyz": say_ready,
    "/metrics": say_metrics,
}
