"""Addresses under /persone/."""

from django.urls import path

from snodo.web.people import guardians, households, pairs, person, protection, reshaping, sections, views

app_name = "people"

urlpatterns = [
    path("", views.index, name="index"),
    path("cerca/", views.search, name="search"),
    path("nuova/", views.new, name="new"),
    path("doppioni/", pairs.index, name="pairs"),
    path("doppioni/<uuid:pk>/", pairs.pair, name="pair"),
    path("doppioni/<uuid:pk>/diverse/", pairs.apart, name="pair_apart"),
    path("doppioni/<uuid:pk>/chiedi/", pairs.ask, name="pair_ask"),
    path("doppioni/domande/<uuid:pk>/", pairs.question, name="pair_question"),
    path("unioni/<uuid:pk>/annulla/", pairs.undo, name="merge_undo"),
    path("nuclei/<uuid:pk>/", households.household, name="household"),
    path("nuclei/<uuid:pk>/componenti/", households.member_add, name="member_add"),
    path("nuclei/<uuid:pk>/riferimento/", reshaping.reference, name="household_reference"),
    path("nuclei/<uuid:pk>/dividi/", reshaping.split, name="household_split"),
    path("nuclei/<uuid:pk>/componenti/<uuid:member_pk>/posto/", reshaping.member_place, name="member_place"),
    path("nuclei/<uuid:pk>/componenti/<uuid:member_pk>/esce/", households.member_end, name="member_end"),
    path(
        "nuclei/<uuid:pk>/componenti/<uuid:member_pk>/nascondi/", protection.hide_member, name="member_hide"
    ),
    path("<uuid:pk>/protezione/", protection.protect, name="protect"),
    path("<uuid:pk>/protezione/togli/", protection.lift, name="lift"),
    path("<uuid:pk>/identita/", protection.identity, name="identity"),
    path("<uuid:pk>/identita/scrivi/", protection.identity_edit, name="identity_edit"),
    path("<uuid:pk>/contatti-sicuri/", protection.safe_contact, name="safe_contact"),
    path("<uuid:pk>/", person.person, name="person"),
    path("<uuid:pk>/modifica/", person.edit, name="edit"),
    path("<uuid:pk>/codici/", person.identifiers, name="identifiers"),
    path("<uuid:pk>/informazione/", person.information, name="information"),
    path("<uuid:pk>/scelte/", person.choices, name="choices"),
    path("<uuid:pk>/nucleo/", households.new, name="household_new"),
    path("<uuid:pk>/chi-decide/", guardians.guardians, name="guardians"),
    path("<uuid:pk>/chi-decide/nuovo/", guardians.new, name="guardian_new"),
    path("<uuid:pk>/chi-decide/cerco/", guardians.search, name="guardian_search"),
    path("<uuid:pk>/chi-decide/basta/", guardians.stop, name="guardian_stop"),
    path("<uuid:pk>/chi-decide/<uuid:guardian_pk>/finisce/", guardians.end, name="guardian_end"),
    path("<uuid:pk>/parti-riservate/", sections.sections, name="sections"),
    path("<uuid:pk>/parti-riservate/<slug:section>/", sections.section, name="section"),
    path("<uuid:pk>/parti-riservate/<slug:section>/scrivi/", sections.section_write, name="section_write"),
    path(
        "<uuid:pk>/parti-riservate/<slug:section>/documento/", sections.section_attach, name="section_attach"
    ),
    path("<uuid:pk>/aperture/nuova/", sections.grant_new, name="grant_new"),
    path("<uuid:pk>/aperture/<uuid:grant>/togli/", sections.grant_revoke, name="grant_revoke"),
]
