"""Static files: hashed, and served by this server itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites ``import … from "./x.js";`` too; a line without its semicolon stays unhashed."""

    support_js_module_import_aggregation = True


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Answers with a file in one piece.

    An open file is a synchronous iterator: under ASGI Django would read it into one list, on
    another thread, and warn of that.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """The answer to a request for a file that there is."""
        found = static_file.get_response(request.method, request.META)
        answer = HttpResponse(status=int(found.status))
        if found.file is not None:
            with found.file as file:
                answer.content = file.read()
        del answer["content-type"]
        for name, value in found.headers:
            answer[name] = value
        return answer
