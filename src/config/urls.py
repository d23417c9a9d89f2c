"""Italian addresses: each area of the web under its own prefix."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from snodo.web.home import errors

# Prefix in the address -> module with the area's URLs. The home has no prefix.
AREAS: list[tuple[str, str]] = [
    ("", "snodo.web.home.urls"),
    ("", "snodo.web.account.urls"),
    ("segnalazioni/", "snodo.web.intake.urls"),
    ("sportello/", "snodo.web.desk.urls"),
    ("servizi/", "snodo.web.services.urls"),
    ("diario/", "snodo.web.community.urls"),
    ("ricerca/", "snodo.web.outreach.urls"),
    ("persone/", "snodo.web.people.urls"),
    ("percorsi/", "snodo.web.casework.urls"),
    ("tavoli/", "snodo.web.tables.urls"),
    ("agenda/", "snodo.web.activities.urls"),
    ("gruppi/", "snodo.web.activities.group_urls"),
    ("aziende/", "snodo.web.employers.urls"),
    ("tirocini/", "snodo.web.placements.urls"),
    ("opportunita/", "snodo.web.opportunities.urls"),
    ("programmi/", "snodo.web.programmes.urls"),
    ("formazione/", "snodo.web.training.urls"),
    ("rete/", "snodo.web.network.urls"),
    ("documenti/", "snodo.web.documents.urls"),
    ("avvisi/", "snodo.web.messaging.urls"),
    ("registro/", "snodo.web.audit.urls"),
    ("riservatezza/", "snodo.web.privacy.urls"),
    ("mio/", "snodo.web.personal.urls"),
]


def _exists(module: str) -> bool:
    package = module.rpartition(".")[0]
    return find_spec(package) is not None and find_spec(module) is not None


urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module)) for prefix, module in AREAS if _exists(module)
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
