"""Who may do what: how every address, message and command answers everybody.

To add a row, run ``pytest tests/matrix``: the failure prints the line as the server answers now.
Check that each answer is what is meant, and put it beside its like. A parameter of a route that
is new needs an entry in ``stands_for`` of ``tests/matrix/world.py``; what a message needs to
be well formed, one in ``message_of`` of ``tests/matrix/test_messages.py``.

The columns are those who ask, first about a conference of their own, behind the bar about
another one: the delegate joined ours, the chair and the organiser have their part in ours, and
the operator is a superuser, for whom every conference is their own. One answer alone
is everybody's. Calls of the API bear a token, pages and sockets a cookie.

Answers of ``ROUTES``, to ``GET``, to ``POST`` with an empty form (``BOTH``: to either):

===== ==============================================================
ok    done, or shown (the admin shows a form with errors so too)
go    led elsewhere, as after a form that was taken
login led to sign in
400   let in, and the body is nothing that the call could take
409   let in, and not possible just now
422   let in, and the form comes back with its errors
401   no token, or one that opens nothing here
403   may not
404   there is no such thing, for who asks
405   not by this method
===== ==============================================================

Answers of ``MESSAGES``, to what is said at a moment (``make_place`` of ``world.py`` names them):
``in``, the socket opens; ``ack`` and ``ok``, it was done or taken; the code of a refusal; a number,
the code that the socket is closed with. By ``api/`` a command comes as a call.
"""

# fmt: off
# ruff: noqa: E501
ROUTES = """
# Delegates, projector, health                                    nobody deleg. chair  organ. oper.  | deleg. chair  organ.
BOTH /                                                            ok
GET  j/<str:code>/                                                ok
POST j/<str:code>/                                                405
GET  j/<str:code>/vote                                            405
POST j/<str:code>/vote                                            go
GET  j/<str:code>/more-time                                       405
POST j/<str:code>/more-time                                       go
GET  j/<str:code>/secrecy                                         ok
POST j/<str:code>/secrecy                                         405
GET  j/<str:code>/remedies/                                       go     ok     go     go     go     | go     go     go
POST j/<str:code>/remedies/                                       405
GET  j/<str:code>/remedies/put                                    405
POST j/<str:code>/remedies/put                                    go     422    go     go     go     | go     go     go
GET  j/<str:code>/remedies/upvote                                 405
POST j/<str:code>/remedies/upvote                                 go     409    go     go     go     | go     go     go
GET  p/                                                           ok
POST p/                                                           404
GET  a/<str:secret>/                                              ok     go     ok     ok     ok     | ok     ok     ok
POST a/<str:secret>/                                              go
GET  stage/<str:code>/                                            ok
POST stage/<str:code>/                                            405
GET  stage/<str:code>/qr.svg                                      ok
POST stage/<str:code>/qr.svg                                      405
GET  stage/<str:code>/preview/<uuid:question_id>/                 login  login  ok     ok     ok     | login  403    403
POST stage/<str:code>/preview/<uuid:question_id>/                 405
BOTH reach/                                                       login  login  go     go     go     | login  go     go
BOTH reach/<str:code>/                                            ok
BOTH reach/<str:code>/status/                                     login  login  ok     ok     ok     | login  ok     ok
BOTH healthz                                                      ok
BOTH readyz                                                       ok
BOTH metrics                                                      ok

# Chairs                                                          nobody deleg. chair  organ. oper.  | deleg. chair  organ.
GET  chair/<str:code>/                                            login  login  ok     ok     ok     | login  403    403
POST chair/<str:code>/                                            405
BOTH chair/<str:code>/admit/                                      login  login  ok     ok     ok     | login  404    404
GET  chair/<str:code>/people/                                     login  login  ok     ok     ok     | login  403    403
POST chair/<str:code>/people/                                     login  login  422    422    422    | login  403    403
GET  chair/<str:code>/next/                                       login  login  ok     ok     ok     | login  403    403
POST chair/<str:code>/next/                                       login  login  409    409    409    | login  403    403
GET  chair/<str:code>/steward/                                    login  login  ok     ok     ok     | login  403    403
POST chair/<str:code>/steward/                                    login  login  422    422    422    | login  403    403

# Agendas                                                         nobody deleg. chair  organ. oper.  | deleg. chair  organ.
GET  agendas/of/<uuid:pk>/                                        login  login  ok     ok     ok     | login  404    404
POST agendas/of/<uuid:pk>/                                        login  login  422    422    422    | login  404    404
GET  agendas/<uuid:pk>/                                           login  login  ok     ok     ok     | login  404    404
POST agendas/<uuid:pk>/                                           login  login  422    422    422    | login  404    404
GET  agendas/<uuid:pk>/take-back/                                 login  login  405    405    405    | login  405    405
POST agendas/<uuid:pk>/take-back/                                 login  login  go     go     go     | login  404    404
GET  agendas/<uuid:pk>/delete/                                    login  login  ok     ok     ok     | login  404    404
POST agendas/<uuid:pk>/delete/                                    login  login  go     go     go     | login  404    404

# The record                                                      nobody deleg. chair  organ. oper.  | deleg. chair  organ.
GET  record/<uuid:pk>/                                            login  login  ok     ok     ok     | login  404    404
POST record/<uuid:pk>/                                            login  login  405    405    405    | login  405    405
GET  record/<uuid:pk>/record.json                                 login  login  ok     ok     ok     | login  404    404
POST record/<uuid:pk>/record.json                                 login  login  405    405    405    | login  405    405
GET  record/topics/<uuid:topic_id>/add/                           login  login  ok     ok     ok     | login  404    404
POST record/topics/<uuid:topic_id>/add/                           login  login  422    422    422    | login  404    404
GET  record/topics/<uuid:topic_id>/notes/<uuid:pk>/               login  login  ok     ok     ok     | login  404    404
POST record/topics/<uuid:topic_id>/notes/<uuid:pk>/               login  login  422    422    422    | login  404    404
GET  record/topics/<uuid:topic_id>/notes/<uuid:pk>/delete/        login  login  ok     ok     ok     | login  404    404
POST record/topics/<uuid:topic_id>/notes/<uuid:pk>/delete/        login  login  go     go     go     | login  404    404
# Remedies                                                        nobody deleg. chair  organ. oper.  | deleg. chair  organ.
GET  sessions/<uuid:pk>/remedies/                                 login  login  ok     ok     ok     | login  404    404
POST sessions/<uuid:pk>/remedies/                                 login  login  422    422    422    | login  404    404

# Keypads                                                         nobody deleg. chair  organ. oper.  | deleg. chair  organ.
GET  sessions/<uuid:pk>/keypads/                                  login  login  ok     ok     ok     | login  404    404
POST sessions/<uuid:pk>/keypads/                                  login  login  422    422    422    | login  404    404
GET  keypad-bridge.pyz                                            ok
POST keypad-bridge.pyz                                            405

# Signing in                                                      nobody deleg. chair  organ. oper.  | deleg. chair  organ.
BOTH sign-in/                                                     ok     ok     go     go     go     | ok     go     go
GET  sign-in/<str:secret>/                                        ok
POST sign-in/<str:secret>/                                        go
GET  sign-out/                                                    405
POST sign-out/                                                    go

# Organisers                                                      nobody deleg. chair  organ. oper.  | deleg. chair  organ.
GET  organise/                                                    login  login  ok     ok     ok     | login  ok     ok
POST organise/                                                    login  login  405    405    405    | login  405    405
GET  organise/account/                                            login  login  ok     ok     ok     | login  ok     ok
POST organise/account/                                            login  login  422    422    422    | login  422    422
GET  organise/account/sign-out/                                   login  login  ok     ok     ok     | login  ok     ok
POST organise/account/sign-out/                                   login  login  go     go     go     | login  go     go
GET  organise/account/password/                                   login  login  ok     ok     ok     | login  ok     ok
POST organise/account/password/                                   login  login  422    422    422    | login  422    422
GET  organise/account/tokens/<int:pk>/revoke/                     login  login  405    405    405    | login  405    405
POST organise/account/tokens/<int:pk>/revoke/                     login  login  go     go     go     | login  404    404
GET  organise/import/                                             login  login  403    ok     ok     | login  403    ok
POST organise/import/                                             login  login  403    422    422    | login  403    422
GET  organise/conferences/new/                                    login  login  403    ok     ok     | login  403    ok
POST organise/conferences/new/                                    login  login  403    422    422    | login  403    422
GET  organise/conferences/<uuid:pk>/                              login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/                              login  login  405    405    405    | login  405    405
GET  organise/conferences/<uuid:pk>/edit/                         login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/edit/                         login  login  404    422    422    | login  404    404
GET  organise/conferences/<uuid:pk>/file/                         login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/file/                         login  login  405    405    405    | login  405    405
GET  organise/conferences/<uuid:pk>/end/                          login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/end/                          login  login  404    409    409    | login  404    404
GET  organise/conferences/<uuid:pk>/resume/                       login  login  405    405    405    | login  405    405
POST organise/conferences/<uuid:pk>/resume/                       login  login  404    go     go     | login  404    404
GET  organise/conferences/<uuid:pk>/delete/                       login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/delete/                       login  login  404    422    422    | login  404    404
GET  organise/conferences/<uuid:pk>/people/                       login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/people/                       login  login  404    422    422    | login  404    404
GET  organise/conferences/<uuid:pk>/people/<int:user_pk>/link/    login  login  405    405    405    | login  405    405
POST organise/conferences/<uuid:pk>/people/<int:user_pk>/link/    login  login  404    ok     ok     | login  404    404
GET  organise/conferences/<uuid:pk>/people/<int:user_pk>/revoke/  login  login  405    405    405    | login  405    405
POST organise/conferences/<uuid:pk>/people/<int:user_pk>/revoke/  login  login  404    go     go     | login  404    404
GET  organise/conferences/<uuid:pk>/people/<int:user_pk>/remove/  login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/people/<int:user_pk>/remove/  login  login  404    go     go     | login  404    404
GET  organise/conferences/<uuid:pk>/people/<int:user_pk>/sign-out/ login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/people/<int:user_pk>/sign-out/ login  login  404    go     go     | login  404    404
GET  organise/conferences/<uuid:pk>/keypads/                      login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/keypads/                      login  login  404    422    422    | login  404    404
GET  organise/conferences/<uuid:pk>/keypads/<uuid:station_pk>/revoke/ login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/keypads/<uuid:station_pk>/revoke/ login  login  404    go     go     | login  404    404
GET  organise/conferences/<uuid:pk>/log/                          login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/log/                          login  login  405    405    405    | login  405    405
GET  organise/conferences/<uuid:pk>/log.csv                       login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/log.csv                       login  login  405    405    405    | login  405    405
GET  organise/conferences/<uuid:pk>/door/                         login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/door/                         login  login  404    ok     ok     | login  404    404
GET  organise/conferences/<uuid:pk>/door/table/                   405
POST organise/conferences/<uuid:pk>/door/table/                   login  login  404    ok     ok     | login  404    404
GET  organise/conferences/<uuid:pk>/door/code/                    login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/door/code/                    login  login  404    go     go     | login  404    404
GET  organise/conferences/<uuid:pk>/sessions/new/                 login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/sessions/new/                 login  login  404    422    422    | login  404    404
GET  organise/sessions/<uuid:pk>/                                 login  login  404    ok     ok     | login  404    404
POST organise/sessions/<uuid:pk>/                                 login  login  405    405    405    | login  405    405
GET  organise/sessions/<uuid:pk>/edit/                            login  login  404    ok     ok     | login  404    404
POST organise/sessions/<uuid:pk>/edit/                            login  login  404    422    422    | login  404    404
GET  organise/sessions/<uuid:pk>/move/                            login  login  405    405    405    | login  405    405
POST organise/sessions/<uuid:pk>/move/                            login  login  404    go     go     | login  404    404
GET  organise/sessions/<uuid:pk>/duplicate/                       login  login  405    405    405    | login  405    405
POST organise/sessions/<uuid:pk>/duplicate/                       login  login  404    go     go     | login  404    404
GET  organise/sessions/<uuid:pk>/delete/                          login  login  404    ok     ok     | login  404    404
POST organise/sessions/<uuid:pk>/delete/                          login  login  404    409    409    | login  404    404
GET  organise/sessions/<uuid:pk>/results/                         login  login  404    ok     ok     | login  404    404
POST organise/sessions/<uuid:pk>/results/                         login  login  405    405    405    | login  405    405
GET  organise/sessions/<uuid:pk>/questions/new/                   login  login  404    ok     ok     | login  404    404
POST organise/sessions/<uuid:pk>/questions/new/                   login  login  404    422    422    | login  404    404
GET  organise/questions/<uuid:pk>/                                login  login  404    ok     ok     | login  404    404
POST organise/questions/<uuid:pk>/                                login  login  404    422    422    | login  404    404
GET  organise/questions/<uuid:pk>/move/                           login  login  405    405    405    | login  405    405
POST organise/questions/<uuid:pk>/move/                           login  login  404    go     go     | login  404    404
GET  organise/questions/<uuid:pk>/duplicate/                      login  login  405    405    405    | login  405    405
POST organise/questions/<uuid:pk>/duplicate/                      login  login  404    go     go     | login  404    404
GET  organise/questions/<uuid:pk>/delete/                         login  login  404    ok     ok     | login  404    404
POST organise/questions/<uuid:pk>/delete/                         login  login  404    409    409    | login  404    404
GET  organise/conferences/<uuid:pk>/results.<str:ending>          login  login  404    ok     ok     | login  404    404
POST organise/conferences/<uuid:pk>/results.<str:ending>          login  login  405    405    405    | login  405    405

# Programs                                                        nobody deleg. chair  organ. oper.  | deleg. chair  organ.
GET  api/v1/openapi.json                                          ok
POST api/v1/openapi.json                                          403
GET  api/v1/docs                                                  ok
POST api/v1/docs                                                  403
GET  api/v1/conferences/<code>/delegates                          405
POST api/v1/conferences/<code>/delegates                          ok
GET  api/v1/conferences/<code>/door                               405
POST api/v1/conferences/<code>/door                               401    401    400    400    400    | 401    400    400
GET  api/v1/conferences/<code>/admissions                         405
POST api/v1/conferences/<code>/admissions                         401    401    ok     ok     ok     | 401    403    403
GET  api/v1/conferences/<code>/personal-codes                     405
POST api/v1/conferences/<code>/personal-codes                     401    401    400    400    400    | 401    400    400
GET  api/v1/conferences/<code>/state                              401    ok     401    401    401    | 403    401    401
POST api/v1/conferences/<code>/state                              405
GET  api/v1/conferences/<code>/ballots                            405
POST api/v1/conferences/<code>/ballots                            401    400    401    401    401    | 403    401    401
GET  api/v1/conferences                                           405
POST api/v1/conferences                                           401    401    422    422    422    | 401    422    422
GET  api/v1/conferences/<code>                                    401    401    ok     ok     ok     | 401    403    403
POST api/v1/conferences/<code>                                    405
GET  api/v1/sessions/<session_id>/commands                        405
POST api/v1/sessions/<session_id>/commands                        401    401    400    400    400    | 401    400    400
GET  api/v1/rounds/<round_id>/result                              401    401    ok     ok     ok     | 401    403    403
POST api/v1/rounds/<round_id>/result                              405
GET  api/v1/sessions/<session_id>/record                         401    401    ok     ok     ok     | 401    403    403
POST api/v1/sessions/<session_id>/record                         405
GET  api/v1/conferences/<code>/export.<form>                      401    401    403    ok     ok     | 401    403    403
POST api/v1/conferences/<code>/export.<form>                      405
GET  api/v1/stations/<station_id>/presses                         405
POST api/v1/stations/<station_id>/presses                         401
GET  api/v1/stations/<station_id>/round                           401
POST api/v1/stations/<station_id>/round                           405
GET  api/v1/                                                      404
POST api/v1/                                                      403

# Operators                                                       nobody deleg. chair  organ. oper.  | deleg. chair  organ.
BOTH admin/                                                       login  login  login  login  ok     | login  login  login
BOTH admin/login/                                                 login  login  403    403    403    | login  403    403
GET  admin/logout/                                                go     go     go     go     405    | go     go     go
POST admin/logout/                                                go
BOTH admin/password_change/                                       login  login  login  login  ok     | login  login  login
GET  admin/password_change/done/                                  login  login  login  login  ok     | login  login  login
POST admin/password_change/done/                                  login  login  login  login  405    | login  login  login
GET  admin/autocomplete/                                          login  login  login  login  403    | login  login  login
POST admin/autocomplete/                                          login  login  login  login  405    | login  login  login
GET  admin/jsi18n/                                                login  login  login  login  ok     | login  login  login
POST admin/jsi18n/                                                login  login  login  login  405    | login  login  login
BOTH admin/r/<path:content_type_id>/<path:object_id>/             login  login  login  login  404    | login  login  login
BOTH admin/auth/group/                                            login  login  login  login  ok     | login  login  login
BOTH admin/auth/group/add/                                        login  login  login  login  ok     | login  login  login
BOTH admin/auth/group/<path:object_id>/history/                   login  login  login  login  ok     | login  login  login
BOTH admin/auth/group/<path:object_id>/delete/                    login  login  login  login  ok     | login  login  login
BOTH admin/auth/group/<path:object_id>/change/                    login  login  login  login  ok     | login  login  login
BOTH admin/auth/group/<path:object_id>/                           login  login  login  login  go     | login  login  login
BOTH admin/axes/accessattempt/                                    login  login  login  login  ok     | login  login  login
BOTH admin/axes/accessattempt/add/                                login  login  login  login  403    | login  login  login
BOTH admin/axes/accessattempt/<path:object_id>/history/           login  login  login  login  ok     | login  login  login
BOTH admin/axes/accessattempt/<path:object_id>/delete/            login  login  login  login  ok     | login  login  login
GET  admin/axes/accessattempt/<path:object_id>/change/            login  login  login  login  ok     | login  login  login
POST admin/axes/accessattempt/<path:object_id>/change/            login  login  login  login  go     | login  login  login
BOTH admin/axes/accessattempt/<path:object_id>/                   login  login  login  login  go     | login  login  login
BOTH admin/axes/accesslog/                                        login  login  login  login  ok     | login  login  login
BOTH admin/axes/accesslog/add/                                    login  login  login  login  403    | login  login  login
BOTH admin/axes/accesslog/<path:object_id>/history/               login  login  login  login  ok     | login  login  login
BOTH admin/axes/accesslog/<path:object_id>/delete/                login  login  login  login  ok     | login  login  login
GET  admin/axes/accesslog/<path:object_id>/change/                login  login  login  login  ok     | login  login  login
POST admin/axes/accesslog/<path:object_id>/change/                login  login  login  login  go     | login  login  login
BOTH admin/axes/accesslog/<path:object_id>/                       login  login  login  login  go     | login  login  login
BOTH admin/axes/accessfailurelog/                                 login  login  login  login  ok     | login  login  login
BOTH admin/axes/accessfailurelog/add/                             login  login  login  login  403    | login  login  login
BOTH admin/axes/accessfailurelog/<path:object_id>/history/        login  login  login  login  ok     | login  login  login
BOTH admin/axes/accessfailurelog/<path:object_id>/delete/         login  login  login  login  ok     | login  login  login
GET  admin/axes/accessfailurelog/<path:object_id>/change/         login  login  login  login  ok     | login  login  login
POST admin/axes/accessfailurelog/<path:object_id>/change/         login  login  login  login  go     | login  login  login
BOTH admin/axes/accessfailurelog/<path:object_id>/                login  login  login  login  go     | login  login  login
BOTH admin/polls/user/<id>/password/                              login  login  login  login  ok     | login  login  login
BOTH admin/polls/user/                                            login  login  login  login  ok     | login  login  login
BOTH admin/polls/user/add/                                        login  login  login  login  ok     | login  login  login
BOTH admin/polls/user/<path:object_id>/history/                   login  login  login  login  ok     | login  login  login
BOTH admin/polls/user/<path:object_id>/delete/                    login  login  login  login  ok     | login  login  login
BOTH admin/polls/user/<path:object_id>/change/                    login  login  login  login  ok     | login  login  login
BOTH admin/polls/user/<path:object_id>/                           login  login  login  login  go     | login  login  login
BOTH admin/polls/conference/                                      login  login  login  login  ok     | login  login  login
BOTH admin/polls/conference/add/                                  login  login  login  login  ok     | login  login  login
BOTH admin/polls/conference/<path:object_id>/history/             login  login  login  login  ok     | login  login  login
BOTH admin/polls/conference/<path:object_id>/delete/              login  login  login  login  403    | login  login  login
BOTH admin/polls/conference/<path:object_id>/change/              login  login  login  login  ok     | login  login  login
BOTH admin/polls/conference/<path:object_id>/                     login  login  login  login  go     | login  login  login
BOTH admin/polls/session/                                         login  login  login  login  ok     | login  login  login
BOTH admin/polls/session/add/                                     login  login  login  login  403    | login  login  login
BOTH admin/polls/session/<path:object_id>/history/                login  login  login  login  ok     | login  login  login
BOTH admin/polls/session/<path:object_id>/delete/                 login  login  login  login  403    | login  login  login
GET  admin/polls/session/<path:object_id>/change/                 login  login  login  login  ok     | login  login  login
POST admin/polls/session/<path:object_id>/change/                 login  login  login  login  403    | login  login  login
BOTH admin/polls/session/<path:object_id>/                        login  login  login  login  go     | login  login  login
BOTH admin/polls/question/                                        login  login  login  login  ok     | login  login  login
BOTH admin/polls/question/add/                                    login  login  login  login  403    | login  login  login
BOTH admin/polls/question/<path:object_id>/history/               login  login  login  login  ok     | login  login  login
BOTH admin/polls/question/<path:object_id>/delete/                login  login  login  login  403    | login  login  login
GET  admin/polls/question/<path:object_id>/change/                login  login  login  login  ok     | login  login  login
POST admin/polls/question/<path:object_id>/change/                login  login  login  login  403    | login  login  login
BOTH admin/polls/question/<path:object_id>/                       login  login  login  login  go     | login  login  login
BOTH admin/polls/deed/                                            login  login  login  login  ok     | login  login  login
BOTH admin/polls/deed/add/                                        login  login  login  login  403    | login  login  login
BOTH admin/polls/deed/<path:object_id>/history/                   login  login  login  login  ok     | login  login  login
BOTH admin/polls/deed/<path:object_id>/delete/                    login  login  login  login  403    | login  login  login
GET  admin/polls/deed/<path:object_id>/change/                    login  login  login  login  ok     | login  login  login
POST admin/polls/deed/<path:object_id>/change/                    login  login  login  login  403    | login  login  login
BOTH admin/polls/deed/<path:object_id>/                           login  login  login  login  go     | login  login  login
BOTH admin/polls/round/                                           login  login  login  login  ok     | login  login  login
BOTH admin/polls/round/add/                                       login  login  login  login  403    | login  login  login
BOTH admin/polls/round/<path:object_id>/history/                  login  login  login  login  ok     | login  login  login
BOTH admin/polls/round/<path:object_id>/delete/                   login  login  login  login  403    | login  login  login
GET  admin/polls/round/<path:object_id>/change/                   login  login  login  login  ok     | login  login  login
POST admin/polls/round/<path:object_id>/change/                   login  login  login  login  403    | login  login  login
BOTH admin/polls/round/<path:object_id>/                          login  login  login  login  go     | login  login  login
BOTH admin/<app_label>/                                           login  login  login  login  ok     | login  login  login
BOTH admin/<url>                                                  login  login  login  login  404    | login  login  login
"""

MESSAGES = """
# Delegate's socket                nobody      deleg.      chair       organ.      oper.       | deleg.      chair       organ.
delegate/connect        open       4401        in          4401        4401        4401        | 4401        4401        4401
delegate/command        open       4401        malformed   4401        4401        4401        | 4401        4401        4401
delegate/more_time      open       4401        ok          4401        4401        4401        | 4401        4401        4401
delegate/ping           open       4401        ok          4401        4401        4401        | 4401        4401        4401
delegate/projector      open       4401        malformed   4401        4401        4401        | 4401        4401        4401
delegate/seen           open       4401        malformed   4401        4401        4401        | 4401        4401        4401
delegate/sync           open       4401        ok          4401        4401        4401        | 4401        4401        4401
delegate/vote           open       4401        ack         4401        4401        4401        | 4401        4401        4401

# Projector's socket               nobody      deleg.      chair       organ.      oper.       | deleg.      chair       organ.
stage/connect           open       in
stage/connect           private    4401        4401        in          in          in          | 4401        4401        4401
stage/command           open       malformed
stage/more_time         open       malformed
stage/ping              open       ok
stage/projector         open       ok
stage/seen              open       ok
stage/sync              open       ok
stage/vote              open       malformed

# Chair's socket                   nobody      deleg.      chair       organ.      oper.       | deleg.      chair       organ.
chair/connect           open       4401        4401        in          in          in          | 4401        4401        4401
chair/more_time         open       4401        4401        malformed   malformed   malformed   | 4401        4401        4401
chair/ping              open       4401        4401        ok          ok          ok          | 4401        4401        4401
chair/projector         open       4401        4401        malformed   malformed   malformed   | 4401        4401        4401
chair/seen              open       4401        4401        ok          ok          ok          | 4401        4401        4401
chair/sync              open       4401        4401        ok          ok          ok          | 4401        4401        4401
chair/vote              open       4401        4401        malformed   malformed   malformed   | 4401        4401        4401

# Commands                         nobody      deleg.      chair       organ.      oper.       | deleg.      chair       organ.
chair/command:start     draft      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:start       draft      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:show      shown      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:show        shown      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:next      shown      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:next        shown      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:previous  shown      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:previous    shown      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:ask       shown      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:ask         shown      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:correct   shown      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:correct     shown      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:respell   open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:respell     open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:skip      open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:skip        open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:move      open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:move        open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:open      shown      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:open        shown      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:close     open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:close       open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:reopen    closed     4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:reopen      closed     not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:leave_out holding    4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:leave_out   holding    not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:extend    open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:extend      open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:timer     open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:timer       open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:reveal    closed     4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:reveal      closed     not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:hide      revealed   4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:hide        revealed   not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:void      closed     4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:void        closed     not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:recall    left       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:recall      left       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:seal      closed     4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:seal        closed     not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:door      open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:door        open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:code      open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:code        open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:blank     open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:blank       open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:end       closed     4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:end         closed     not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:test_vote shown      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:test_vote   shown      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:keypad_tiles shown   4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:keypad_tiles shown     not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:rehearse  draft      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:rehearse    draft      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:clear     rehearsed  4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:clear       rehearsed  not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:agenda_show discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:agenda_show discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:agenda_hide discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:agenda_hide discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:agenda_next discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:agenda_next discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:agenda_previous discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:agenda_previous discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:agenda_extend discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:agenda_extend discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:agenda_move discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:agenda_move discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:screen_join shown      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:screen_join shown      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:screen_message shown      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:screen_message shown      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:screen_break shown      4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:screen_break shown      not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:screen_extend resting    4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:screen_extend resting    not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:screen_clear resting    4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:screen_clear resting    not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:look      open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:look        open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:identify  open       4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:identify    open       not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:note_add discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:note_add discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:note_edit discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:note_edit discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:note_delete discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:note_delete discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:remedies_open discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:remedies_open discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:remedies_freeze discussing 4401        4401        wrong_phase wrong_phase wrong_phase | 4401        4401        4401
api/command:remedies_freeze discussing not_allowed not_allowed wrong_phase wrong_phase wrong_phase | not_allowed not_allowed not_allowed
chair/command:remedies_show discussing 4401        4401        wrong_phase wrong_phase wrong_phase | 4401        4401        4401
api/command:remedies_show discussing not_allowed not_allowed wrong_phase wrong_phase wrong_phase | not_allowed not_allowed not_allowed
chair/command:remedies_hide discussing 4401        4401        wrong_phase wrong_phase wrong_phase | 4401        4401        4401
api/command:remedies_hide discussing not_allowed not_allowed wrong_phase wrong_phase wrong_phase | not_allowed not_allowed not_allowed
chair/command:remedies_hold discussing 4401        4401        ack         ack         ack         | 4401        4401        4401
api/command:remedies_hold discussing not_allowed not_allowed ack         ack         ack         | not_allowed not_allowed not_allowed
chair/command:remedies_ask discussing 4401        4401        wrong_phase wrong_phase wrong_phase | 4401        4401        4401
api/command:remedies_ask discussing not_allowed not_allowed wrong_phase wrong_phase wrong_phase | not_allowed not_allowed not_allowed
"""
