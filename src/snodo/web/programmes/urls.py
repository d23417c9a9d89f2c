"""Addresses of programmes."""

from django.urls import path

from snodo.web.programmes import acts, exceptions, notices, papers, promises, routes, times, views

app_name = "programmes"

urlpatterns = [
    path("", views.index, name="index"),
    path("avvia/", views.start, name="start"),
    path("<uuid:pk>/", views.programme_page, name="programme"),
    path("<uuid:pk>/risultati/<slug:code>/", views.evidence, name="evidence"),
    path("<uuid:pk>/tempi/", times.times, name="times"),
    path("<uuid:pk>/tempi/tabella/", times.sheet, name="times_csv"),
    path("<uuid:pk>/tempi-promessi/", promises.index, name="promises"),
    path("<uuid:pk>/tempi-promessi/nuovo/", promises.write, name="promise_new"),
    path("<uuid:pk>/tempi-promessi/capofila/", promises.lead_step, name="lead_step"),
    path("<uuid:pk>/chi-riceve/", routes.index, name="routes"),
    path("<uuid:pk>/chi-riceve/nuovo/", routes.write, name="route_new"),
    path("<uuid:pk>/chi-riceve/regola/", routes.rule, name="routing_rule"),
    path("<uuid:pk>/chi-riceve/eccezioni/", exceptions.index, name="route_exceptions"),
    path("<uuid:pk>/chi-riceve/<uuid:route_pk>/togli/", routes.withdraw, name="route_withdraw"),
    path("<uuid:pk>/enti/", acts.index, name="partners"),
    path("<uuid:pk>/enti/nuovo/", acts.join, name="act_new"),
    path("<uuid:pk>/enti/<uuid:act_pk>/rinnova/", acts.renew, name="act_renew"),
    path("<uuid:pk>/enti/<uuid:act_pk>/correggi/", acts.amend, name="act_amend"),
    path("<uuid:pk>/enti/<uuid:act_pk>/chiudi/", acts.end, name="act_end"),
    path("<uuid:pk>/informative/", notices.index, name="notices"),
    path("<uuid:pk>/informative/nuova/", notices.write, name="notice_new"),
    path("<uuid:pk>/informative/<int:version>/<slug:language>/", notices.text, name="notice"),
    path("<uuid:pk>/informative/<int:version>/<slug:language>/foglio/", notices.paper, name="notice_paper"),
    path("<uuid:pk>/carte/", papers.index, name="papers"),
    path("<uuid:pk>/scheda/", views.card, name="card"),
]
