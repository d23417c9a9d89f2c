"""Addresses under /persone/."""

from django.urls import URLPattern, path

from snodo.domain.people import access
from snodo.web.http import View
from snodo.web.old_links import leads_on
from snodo.web.people import guardians, households, pairs, person, protection, reshaping, sections, views

app_name = "people"


def _of_person(route: str, view: View, name: str) -> URLPattern:
    """An address under the id of a person, which holds also after their file became part of another."""
    return path(f"<uuid:pk>/{route}", leads_on(view, access.people_visible_to), name=name)


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
    _of_person("protezione/", protection.protect, name="protect"),
    _of_person("protezione/togli/", protection.lift, name="lift"),
    _of_person("identita/", protection.identity, name="identity"),
    _of_person("identita/scrivi/", protection.identity_edit, name="identity_edit"),
    _of_person("contatti-sicuri/", protection.safe_contact, name="safe_contact"),
    _of_person("", person.person, name="person"),
    _of_person("modifica/", person.edit, name="edit"),
    _of_person("codici/", person.identifiers, name="identifiers"),
    _of_person("informazione/", person.information, name="information"),
    _of_person("scelte/", person.choices, name="choices"),
    _of_person("nucleo/", households.new, name="household_new"),
    _of_person("chi-decide/", guardians.guardians, name="guardians"),
    _of_person("chi-decide/nuovo/", guardians.new, name="guardian_new"),
    _of_person("chi-decide/cerco/", guardians.search, name="guardian_search"),
    _of_person("chi-decide/basta/", guardians.stop, name="guardian_stop"),
    _of_person("chi-decide/<uuid:guardian_pk>/finisce/", guardians.end, name="guardian_end"),
    _of_person("parti-riservate/", sections.sections, name="sections"),
    _of_person("parti-riservate/<slug:section>/", sections.section, name="section"),
    _of_person("parti-riservate/<slug:section>/scrivi/", sections.section_write, name="section_write"),
    _of_person("parti-riservate/<slug:section>/documento/", sections.section_attach, name="section_attach"),
    _of_person("aperture/nuova/", sections.grant_new, name="grant_new"),
    _of_person("aperture/<uuid:grant>/togli/", sections.grant_revoke, name="grant_revoke"),
]
