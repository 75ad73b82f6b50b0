"""Every address of the server."""

from django.contrib import admin
from django.urls import include, path

from live import downloads, packing, reach
from live.api import api
from live.pages.organise import announced
from polls import urls as organiser
from polls.views.signing_in import sign_in_to_admin

admin_patterns, admin_app, admin_namespace = admin.site.urls

urlpatterns = [
    path("", include("live.pages.delegate")),
    path("", include("live.pages.remedies")),
    path("", include("live.pages.entry")),
    path("", include("live.pages.chair")),
    path("", include("live.pages.admitting")),
    path("", include("live.pages.people")),
    path("", include("live.pages.next_person")),
    path("", include("live.pages.steward")),
    path("", include("live.pages.stage")),
    path("", include("live.pages.preview")),
    path("", include(announced(organiser.urlpatterns))),
    path("admin/login/", sign_in_to_admin),
    path("admin/", (announced(admin_patterns), admin_app, admin_namespace)),
    path("api/v1/", api.urls),
    path("", include("live.pages.organiser_door")),
    path(
        "organise/conferences/<uuid:pk>/results.<str:ending>", downloads.download, name="download"
    ),
    path("organise/conferences/<uuid:pk>/log.csv", downloads.download_log, name="download_log"),
    path("record/<uuid:pk>/record.json", downloads.download_record, name="download_record"),
    path(packing.NAME, downloads.download_bridge, name="download_bridge"),
    path("reach/", reach.show_check, name="reach"),
    path("reach/<str:code>/", reach.answer_phone, name="reach_phone"),
    path("reach/<str:code>/status/", reach.report_check, name="reach_status"),
]
