"""The bodies of the two networks, and who works in them. Names of bodies are invented too."""

from dataclasses import dataclass, field

from snodo.domain.network.states import Capability, OrganisationKind, Role

PASSWORD = "Percorsi-insieme-2026"  # noqa: S105 - printed at every start of the demonstration
DOMAIN = "demo.snodo.example"


@dataclass(frozen=True, slots=True)
class Body:
    """A body, besides those its programmes bring along."""

    name: str
    kind: str
    capabilities: tuple[str, ...] = ()
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody at work in a body. `signs_in`: one of those whose password is printed."""

    first_name: str
    last_name: str
    body: str
    role: str
    job_title: str
    signs_in: str = ""


@dataclass(frozen=True, slots=True)
class NetworkCast:
    """A network: who founded it, its bodies, its people."""

    slug: str
    name: str
    lead: Body
    lead_key: str
    bodies: dict[str, Body] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)


K, C, R = OrganisationKind, Capability, Role
TAKES, PROMOTES, HOSTS = C.TAKES_CHARGE, C.INTERNSHIP_PROMOTER, C.INTERNSHIP_HOST

NORTH = NetworkCast(
    slug="rete-nord",
    name="Rete Nord",
    lead_key="lead",
    lead=Body("Azienda speciale Insieme Nord", K.SPECIAL_COMPANY, (TAKES, PROMOTES), "Insieme Nord"),
    bodies={
        "west": Body("Azienda Servizi alla Persona Ovest", K.SPECIAL_COMPANY, (TAKES,), "ASP Ovest"),
        "bridge": Body(
            "Cooperativa sociale Il Ponte",
            K.SOCIAL_COOP,
            (TAKES, C.INTERMEDIATION, PROMOTES),
            "Il Ponte",
        ),
        "workshop": Body("Cooperativa sociale Officine Aperte", K.SOCIAL_COOP, (HOSTS,), "Officine Aperte"),
        "bakery": Body("Cooperativa sociale Pane e Mestieri", K.SOCIAL_COOP, (HOSTS,), "Pane e Mestieri"),
        "paper": Body("Cooperativa sociale Semi di Carta", K.SOCIAL_COOP, (HOSTS,), "Semi di Carta"),
        "health": Body(
            "Servizio di salute mentale Nord Ovest",
            K.HEALTH,
            (TAKES, C.CLINICAL),
            "Salute mentale Nord Ovest",
        ),
        "bollate": Body("Comune di Bollate", K.MUNICIPALITY),
        "bergamo": Body("Ambito sociale Città e Colli", K.SOCIAL_AMBITO, (TAKES,), "Ambito Città e Colli"),
        "valley": Body("Ambito sociale Alta Valle", K.SOCIAL_AMBITO, (TAKES,), "Ambito Alta Valle"),
        "hills": Body("Ambito sociale Valle e Pianura", K.SOCIAL_AMBITO, (TAKES,), "Ambito Valle e Pianura"),
        "agency": Body(
            "Agenzia Lavoro Orobica", K.EMPLOYMENT_AGENCY, (C.INTERMEDIATION, PROMOTES), "Lavoro Orobica"
        ),
        "business": Body("Consorzio Imprese Vicine", K.CONSORTIUM),
        "school": Body("Centro di formazione Le Mura", K.TRAINING_BODY, (C.ACCREDITED_TRAINING,)),
        "crafts": Body("Scuola dei Mestieri San Rocco", K.TRAINING_BODY, (C.ACCREDITED_TRAINING,)),
        "institute": Body(
            "Istituto Formazione Brembo", K.TRAINING_BODY, (C.ACCREDITED_TRAINING, C.INTERMEDIATION)
        ),
        "labour": Body("Lavoro e Formazione Serio", K.EMPLOYMENT_AGENCY, (C.INTERMEDIATION,)),
        "oak": Body("Consorzio Quercia", K.CONSORTIUM, (TAKES, HOSTS)),
        "near": Body("Consorzio Città Vicina", K.CONSORTIUM, (TAKES, HOSTS)),
    },
    workers={
        "ada": Worker(
            "Ada", "Neri", "lead", R.ADMINISTRATOR, "amministratrice della rete", "amministrazione"
        ),
        "marta": Worker("Marta", "Riva", "lead", R.COORDINATOR, "coordinatrice", "coordinamento"),
        "sara": Worker("Sara", "Bellini", "bridge", R.OPERATOR, "educatrice", "operatore"),
        "omar": Worker("Omar", "Haddad", "bridge", R.OPERATOR, "educatore"),
        "bianca": Worker("Bianca", "Ferri", "bridge", R.COORDINATOR, "coordinatrice"),
        "nadia": Worker("Nadia", "Moretti", "west", R.OPERATOR, "assistente sociale"),
        "bruno": Worker("Bruno", "Sala", "west", R.COORDINATOR, "coordinatore"),
        "luca": Worker(
            "Luca",
            "Corti",
            "lead",
            R.OPERATOR,
            "operatore dell'inserimento lavorativo",
            "inserimento lavorativo",
        ),
        "elena": Worker(
            "Elena", "Fontana", "health", R.REFERRER, "psichiatra", "servizio sanitario inviante"
        ),
        "carla": Worker(
            "Carla", "Monti", "health", R.OPERATOR, "tecnica della riabilitazione", "operatrice sanitaria"
        ),
        "roberto": Worker("Roberto", "Greco", "health", R.COORDINATOR, "responsabile dell'area lavoro"),
        "dario": Worker("Dario", "Colombi", "bollate", R.REFERRER, "assistente sociale", "servizio inviante"),
        "tina": Worker("Tina", "Landi", "lead", R.TRAINER, "formatrice"),
        "gino": Worker("Gino", "Pagani", "lead", R.STEERING, "dirigente", "cabina di regia"),
        "paola": Worker(
            "Paola", "Conti", "lead", R.PRIVACY_OFFICER, "protezione dei dati", "protezione dei dati"
        ),
        "chiara": Worker("Chiara", "Locatelli", "bergamo", R.COORDINATOR, "coordinatrice d'ambito"),
        "fabio": Worker("Fabio", "Rota", "oak", R.OPERATOR, "educatore"),
        "giulia": Worker("Giulia", "Milesi", "near", R.OPERATOR, "educatrice"),
        "pietro": Worker("Pietro", "Carminati", "valley", R.OPERATOR, "assistente sociale"),
        "silvia": Worker("Silvia", "Galli", "agency", R.OPERATOR, "tutor dei tirocini"),
        "teresa": Worker("Teresa", "Zanoni", "hills", R.REFERRER, "assistente sociale"),
    },
)

NORTH_PARTNERS = {
    "in-lav": {
        "comuni-insieme": "lead",
        "sercop": "west",
        "a-e-i": "bridge",
        "ozanam": "workshop",
        "il-grillo-parlante": "bakery",
        "fabbrica-dei-segni": "paper",
        "asst-rhodense": "health",
    },
    "step-by-step": {
        "ambito-bergamo": "bergamo",
        "ambito-valle-brembana": "valley",
        "ambito-valle-imagna": "hills",
        "mestieri": "agency",
        "coesi": "business",
        "abf": "school",
        "san-vincenzo": "crafts",
        "enaip": "institute",
        "et-labora": "labour",
        "ribes": "oak",
        "solco-citta-aperta": "near",
    },
}

TOGETHER = NetworkCast(
    slug="rete-insieme",
    name="Rete Insieme",
    lead_key="hub",
    lead=Body(
        "Centro dei Mestieri Porta Nuova",
        K.TRAINING_BODY,
        (TAKES, C.ACCREDITED_TRAINING, C.INTERMEDIATION, PROMOTES),
        "Porta Nuova",
    ),
    bodies={
        "guide": Body("Orienta Sud", K.EMPLOYMENT_AGENCY, (TAKES, C.INTERMEDIATION, PROMOTES), "Orienta Sud"),
        "library": Body("Biblioteca di quartiere La Cala", K.ASSOCIATION, (TAKES,), "La Cala"),
        "quarter": Body("Servizio sociale del centro storico", K.MUNICIPALITY),
        "home": Body("Cooperativa sociale Casa Aperta", K.SOCIAL_COOP, (TAKES, C.HOUSING), "Casa Aperta"),
        "refuge": Body("Centro antiviolenza Le Mimose", K.ANTI_VIOLENCE),
        "foundation": Body("Fondazione per la Comunità", K.FOUNDATION),
        "social": Body("Servizio sociale di zona", K.MUNICIPALITY, (TAKES, PROMOTES)),
        "clinic": Body("Servizi socio-sanitari di zona", K.HEALTH, (TAKES, C.CLINICAL, PROMOTES)),
        "future": Body(
            "Formazione e Futuro", K.TRAINING_BODY, (TAKES, C.ACCREDITED_TRAINING, C.INTERMEDIATION)
        ),
        "turin": Body("Servizi sociali di circoscrizione", K.MUNICIPALITY, (TAKES,)),
        "schools": Body("Istituto comprensivo della rete", K.SCHOOL),
        "friends": Body("Associazione Buon Vicinato", K.ASSOCIATION),
        "jobcentre": Body("Sportello per l'impiego della rete", K.EMPLOYMENT_CENTRE, (C.INTERMEDIATION,)),
    },
    workers={
        "irma": Worker("Irma", "Basile", "hub", R.ADMINISTRATOR, "amministratrice della rete"),
        "lucia": Worker("Lucia", "Serra", "hub", R.COORDINATOR, "coordinatrice", "coordinamento"),
        "davide": Worker("Davide", "Poli", "hub", R.OPERATOR, "attivatore di snodo", "operatore"),
        "amina": Worker("Amina", "Benali", "hub", R.OPERATOR, "attivatrice di snodo"),
        "stefano": Worker("Stefano", "Villa", "future", R.OPERATOR, "attivatore di snodo"),
        "rita": Worker("Rita", "Testa", "hub", R.TRAINER, "formatrice senior", "formazione"),
        "franca": Worker("Franca", "Maggi", "turin", R.REFERRER, "assistente sociale"),
        "rosalia": Worker("Rosalia", "Messina", "guide", R.OPERATOR, "orientatrice"),
        "salvo": Worker("Salvo", "Giordano", "guide", R.COORDINATOR, "coordinatore"),
        "agata": Worker("Agata", "Lombardo", "library", R.COORDINATOR, "bibliotecaria"),
        "nino": Worker("Nino", "Ferrara", "library", R.OPERATOR, "operatore dello sportello"),
        "concetta": Worker("Concetta", "Palumbo", "quarter", R.REFERRER, "assistente sociale"),
        "marina": Worker("Marina", "Fabbri", "home", R.OPERATOR, "orientatrice"),
        "ilaria": Worker("Ilaria", "Guidi", "home", R.COORDINATOR, "coordinatrice"),
        "paolo": Worker("Paolo", "Tosi", "social", R.REFERRER, "assistente sociale"),
        # The same person as in the other network, here with another employer.
        "nadia": Worker("Nadia", "Moretti", "future", R.OPERATOR, "attivatrice di snodo", "due reti"),
        "gaia": Worker("Gaia", "Bonetti", "home", R.OPERATOR, "consulente"),
        "delia": Worker("Delia", "Sarti", "refuge", R.REFERRER, "operatrice del centro antiviolenza"),
    },
)

TOGETHER_PARTNERS = {
    "usciamo-insieme": {"send": "guide", "booq": "library"},
    "sosteniamoci": {
        "la-venenta": "home",
        "fondazione-del-monte": "foundation",
        "servizi-sociali-bologna": "social",
        "servizi-sanitari-bologna": "clinic",
    },
    "reti-delle-opportunita": {
        "piazza-dei-mestieri": "hub",
        "immaginazione-e-lavoro": "future",
        "servizi-sociali-torino": "turin",
        "scuole-torino": "schools",
        "associazioni-torino": "friends",
        "centro-impiego-torino": "jobcentre",
    },
}


def address(who: str) -> str:
    """The e-mail with which one of the cast signs in."""
    return f"{who}@{DOMAIN}"


def sign_ins() -> list[tuple[str, str, str, str]]:
    """(e-mail, name, role or reason, network) of those whose password is printed."""
    rows = []
    for network in (NORTH, TOGETHER):
        for who, worker in network.workers.items():
            if worker.signs_in and worker.signs_in != "due reti":
                rows.append(
                    (address(who), f"{worker.first_name} {worker.last_name}", worker.signs_in, network.name)
                )
    rows.append((address("nadia"), "Nadia Moretti", "operatore in due reti", "Rete Nord e Rete Insieme"))
    return rows
