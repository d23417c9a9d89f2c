"""The words each command accepts, and its help. Standard library only: help needs no environment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tools.console import Parser


def run() -> Parser:
    made = Parser(
        "run",
        "Avvia Snodo su questa macchina e stampa l'indirizzo e gli accessi dimostrativi.\n"
        "La prima volta prepara ambiente, banca dati, tabelle e dati dimostrativi. Ctrl-C ferma tutto.",
        "Con DATABASE_URL nell'ambiente usa quella banca dati (PostgreSQL da 15 a 18) invece della propria.\n"
        "Con SNODO_DATA si sceglie la cartella dei dati.",
    )
    made.add_argument("--port", type=int, default=8000, metavar="N", help="porta delle pagine (8000)")
    made.add_argument("--senza-demo", action="store_true", help="lascia vuota una banca dati vuota")
    return made


def test() -> Parser:
    made = Parser(
        "test",
        "Esegue tutte le prove: stile, tipi, regole di architettura, modelli di pagina, migrazioni,\n"
        "pacchetti, unità, pagine, browser e accessibilità, su una banca dati usa e getta.\n"
        "Da root installa Chromium e, dove si può, PostgreSQL di Debian per una seconda passata.",
        "Ogni altra parola passa a pytest e allora si eseguono solo quelle prove, per esempio:\n"
        "  ./snodo test tests/domain/intake -k accettazione",
        usage="./snodo test [--rows A06,A07] [parole per pytest]",
    )
    made.add_argument(
        "--rows", default="", metavar="A06,A07", help="solo le prove che mostrano queste funzioni"
    )
    return made


def demo_reset() -> Parser:
    made = Parser(
        "demo-reset",
        "Cancella i dati dimostrativi e li ricrea da capo, con le date riferite a oggi.",
        "Rifiuta di toccare una banca dati che non sia dimostrativa.",
    )
    made.add_argument("--si", action="store_true", help="conferma senza domande")
    return made


def migrate() -> Parser:
    made = Parser(
        "migrate",
        "Porta le tabelle alla versione del programma, con il ruolo che ne è proprietario.",
        "Senza parole esegue tutto ciò che manca. Prima di una nuova versione: ./snodo backup",
        usage="./snodo migrate [--plan] [CONTESTO [MIGRAZIONE]]",
    )
    made.add_argument("words", nargs="*", metavar="CONTESTO", help="fermarsi a una migrazione precisa")
    made.add_argument("--plan", action="store_true", help="mostra che cosa farebbe, senza farlo")
    return made


def coverage() -> Parser:
    made = Parser(
        "coverage",
        "Dice, per ciascuna delle 149 funzioni, quali prove la mostrano. Una funzione senza prova è detta.",
        'Le prove si marcano con @pytest.mark.covers("A06", "A07") e si eseguono con\n'
        "  ./snodo test --rows A06,A07",
    )
    made.add_argument("--json", action="store_true", help="per altri programmi")
    made.add_argument("--missing", action="store_true", help="solo le funzioni senza prova")
    return made


def bench() -> Parser:
    made = Parser(
        "bench",
        "Misura la velocità accanto a un riferimento, in una sola esecuzione e su dati usa e getta.",
        "  pages   apertura di un caso, elenco, ricerca, con reti ed enti di ogni misura\n"
        "          (--people N, --rounds N)\n"
        "  log     registro: costo di una lettura, verifica dei sigilli, letture insolite\n"
        "  walls   separazione fra reti\n"
        "  keys    cambio delle chiavi\n"
        "  copies  copia dei dati di una persona (--lines N, --papers N)\n"
        "  access  che cosa costano la regola di accesso e il muro fra reti\n"
        "  referrals  anteprima e invio di un elenco di segnalazioni (--rows N, --send N)\n"
        "  inbox   la casella con 10.000 segnalazioni (--referrals N, --rounds N)",
        usage="./snodo bench MISURA [parole della misura]",
    )
    made.add_argument(
        "name",
        choices=["pages", "log", "walls", "keys", "duplicates", "copies", "access", "referrals", "inbox"],
        metavar="MISURA",
        help="quale misura",
    )
    return made


def backup() -> Parser:
    made = Parser(
        "backup",
        "Scrive in un solo file la banca dati e i documenti caricati, con le impronte per controllarli.",
        "Le chiavi di cifratura non sono nella copia, se non si chiedono: senza, chi la trova non legge\n"
        "i dati protetti. Vanno conservate a parte, altrimenti non li legge più nessuno.\n"
        "Su un server di altri serve SNODO_BACKUP_URL: l'indirizzo di un ruolo con BYPASSRLS.",
    )
    made.add_argument("file", nargs="?", type=Path, help="dove scrivere (snodo-DATA-ORA.tar)")
    made.add_argument("--con-chiavi", action="store_true", help="mette nella copia anche le chiavi")
    return made


def restore() -> Parser:
    made = Parser(
        "restore",
        "Rimette nella banca dati locale una copia fatta con ./snodo backup. La copia è controllata per\n"
        "intero e caricata a parte prima di prendere il posto dei dati di adesso.",
        "I dati di prima restano accanto finché non si rimette un'altra copia.",
    )
    made.add_argument("file", type=Path, help="il file della copia")
    made.add_argument("--prova", action="store_true", help="prova che si possa rimettere: nulla cambia")
    made.add_argument("--si", action="store_true", help="prende il posto dei dati presenti senza domande")
    made.add_argument(
        "--cancellazioni",
        type=Path,
        metavar="FILE",
        help="l'elenco delle cancellazioni da ripetere, se è conservato altrove",
    )
    return made


def check() -> Parser:
    return Parser(
        "check",
        "Controlla l'installazione e dice come rimediare: ambiente, banca dati, ruoli, tabelle, chiavi.",
    )


def rotate_keys() -> Parser:
    made = Parser(
        "rotate-keys",
        "Cifra di nuovo con la chiave corrente tutto ciò che è sotto una chiave precedente.\n"
        "Si può fare mentre Snodo lavora.",
    )
    made.add_argument("--nuova", action="store_true", help="prima fa una chiave nuova (a Snodo fermo)")
    made.add_argument("--mostra", action="store_true", help="dice soltanto sotto quali chiavi sono i dati")
    return made


PARSERS: dict[str, Callable[[], Parser]] = {
    "run": run,
    "test": test,
    "demo-reset": demo_reset,
    "migrate": migrate,
    "coverage": coverage,
    "bench": bench,
    "backup": backup,
    "restore": restore,
    "check": check,
    "rotate-keys": rotate_keys,
}
