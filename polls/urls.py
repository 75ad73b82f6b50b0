"""The addresses of organisers and of signing in."""

from django.urls import path

from polls.views import (
    agendas,
    conferences,
    deeds,
    keypads,
    people,
    programme,
    record,
    remedies,
    results,
    signing_in,
)

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/<str:secret>/", signing_in.sign_in_link, name="sign_in_link"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("organise/", conferences.show_list, name="organise"),
    path("organise/account/", people.show_account, name="account"),
    path("organise/account/password/", people.change_password, name="change_password"),
    path("organise/account/sign-out/", people.sign_myself_out, name="sign_out_everywhere"),
    path("organise/account/tokens/<int:pk>/revoke/", people.revoke_token, name="revoke_token"),
    path("organise/import/", conferences.import_file, name="import_conference"),
    path("organise/conferences/new/", conferences.create, name="create_conference"),
    path("organise/conferences/<uuid:pk>/", conferences.show, name="conference"),
    path("organise/conferences/<uuid:pk>/edit/", conferences.edit, name="edit_conference"),
    path("organise/conferences/<uuid:pk>/file/", conferences.export_file, name="export_file"),
    path("organise/conferences/<uuid:pk>/end/", conferences.end, name="end_conference"),
    path("organise/conferences/<uuid:pk>/resume/", conferences.resume, name="resume_conference"),
    path("organise/conferences/<uuid:pk>/delete/", conferences.delete, name="delete_conference"),
    path("organise/conferences/<uuid:pk>/people/", people.show_people, name="people"),
    path(
        "organise/conferences/<uuid:pk>/people/<int:user_pk>/link/",
        people.make_link,
        name="make_link",
    ),
    path(
        "organise/conferences/<uuid:pk>/people/<int:user_pk>/revoke/",
        people.revoke_links,
        name="revoke_links",
    ),
    path(
        "organise/conferences/<uuid:pk>/people/<int:user_pk>/sign-out/",
        people.sign_person_out,
        name="sign_person_out",
    ),
    path(
        "organise/conferences/<uuid:pk>/people/<int:user_pk>/remove/",
        people.remove_person,
        name="remove_person",
    ),
    path("organise/conferences/<uuid:pk>/keypads/", keypads.show_keypads, name="keypads"),
    path(
        "organise/conferences/<uuid:pk>/keypads/<uuid:station_pk>/revoke/",
        keypads.revoke,
        name="revoke_station",
    ),
    path("organise/conferences/<uuid:pk>/log/", deeds.show_log, name="log"),
    path("organise/conferences/<uuid:pk>/sessions/new/", programme.add_session, name="add_session"),
    path("organise/sessions/<uuid:pk>/", programme.show_session, name="session"),
    path("organise/sessions/<uuid:pk>/edit/", programme.edit_session, name="edit_session"),
    path("organise/sessions/<uuid:pk>/move/", programme.move_session, name="move_session"),
    path(
        "organise/sessions/<uuid:pk>/duplicate/",
        programme.duplicate_session,
        name="duplicate_session",
    ),
    path("organise/sessions/<uuid:pk>/delete/", programme.delete_session, name="delete_session"),
    path("organise/sessions/<uuid:pk>/results/", results.show_results, name="results"),
    path("organise/sessions/<uuid:pk>/questions/new/", programme.add_question, name="add_question"),
    path("organise/questions/<uuid:pk>/", programme.edit_question, name="edit_question"),
    path("organise/questions/<uuid:pk>/move/", programme.move_question, name="move_question"),
    path(
        "organise/questions/<uuid:pk>/duplicate/",
        programme.duplicate_question,
        name="duplicate_question",
    ),
    path("organise/questions/<uuid:pk>/delete/", programme.delete_question, name="delete_question"),
    path("sessions/<uuid:pk>/remedies/", remedies.moderate, name="moderate"),
    path("agendas/of/<uuid:pk>/", agendas.make, name="make_agenda"),
    path("agendas/<uuid:pk>/", agendas.edit, name="agenda"),
    path("agendas/<uuid:pk>/take-back/", agendas.take_back, name="take_back_agenda"),
    path("agendas/<uuid:pk>/delete/", agendas.delete, name="delete_agenda"),
    path("record/<uuid:pk>/", record.show, name="record"),
    path("record/topics/<uuid:topic_id>/add/", record.add, name="add_note"),
    path("record/topics/<uuid:topic_id>/notes/<uuid:pk>/", record.edit, name="edit_note"),
    path(
        "record/topics/<uuid:topic_id>/notes/<uuid:pk>/delete/", record.delete, name="delete_note"
    ),
]
