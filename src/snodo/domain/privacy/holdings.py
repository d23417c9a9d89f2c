"""What a person asked about their data, and how it was judged that somebody opened them in an emergency."""

from snodo.domain.privacy.papers.effects import in_words
from snodo.kernel.holdings import OTHERS, SECRETS, Holding, declare, excuse

RIGHTS = "I tuoi diritti"
declare(
    Holding(
        "privacy.personrequest",
        RIGHTS,
        "Richieste sui tuoi dati",
        reach=("person",),
        words=("words", "prolong_reason", "answer"),
        withheld={"asker": OTHERS},
        given=("kind", "asked_by", "words", "received_on"),
    )
)
declare(
    Holding(
        "privacy.requestcontribution",
        RIGHTS,
        "Contributi dell'équipe",
        reach=("request__person",),
        words=("question", "text"),
    )
)
declare(
    Holding(
        "privacy.requesteffect",
        RIGHTS,
        "Che cosa si è fatto",
        reach=("request__person",),
        words=("details",),
        tell={"details": in_words},
    )
)
declare(
    Holding(
        "privacy.emergencyreview",
        RIGHTS,
        "Esame delle aperture in emergenza",
        reach=("emergency__person",),
        words=("note",),
    )
)
excuse("privacy.ledgerlink", SECRETS)
excuse("privacy.datacopy", "dice come è stata preparata una copia che la persona ha in mano")
excuse("privacy.copyomission", "i motivi di ciò che è lasciato fuori sono scritti nella copia stessa")
excuse("privacy.copylink", SECRETS)
excuse(
    "privacy.unusualreading",
    "riguarda come lavora chi legge: è una domanda a un collega, non un dato della persona",
)
excuse("privacy.legalhold", "dice di un controllo o di una causa: si chiede con un contributo")
excuse("privacy.retentionfile", "dice quando il fascicolo si cancella: è detto dalla regola di conservazione")
