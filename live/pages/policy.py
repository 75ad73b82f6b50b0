"""What a page adds to the content security policy."""

from django.http import HttpRequest, HttpResponse


def allow_own_socket(request: HttpRequest, response: HttpResponse) -> None:
    """Name the page's own socket: ``'self'`` does not cover it in Safari before 15.4."""
    scheme = "wss" if request.is_secure() else "ws"
    response._csp_update = {"connect-src": [f"{scheme}://{request.get_host()}"]}  # type: ignore[attr-defined]
