"""The table of commands. To add one: a function `main(words) -> int` here in tools/, or a
management command in src/snodo/jobs/management/commands/, and one line in TABLE."""

from __future__ import annotations

import difflib
import importlib
from dataclasses import dataclass

from tools import parsers
from tools.places import SOURCE

MANAGEMENT = SOURCE / "snodo" / "jobs" / "management" / "commands"


@dataclass(frozen=True)
class Command:
    name: str
    summary: str
    module: str = ""  # the module of tools/ that has main(words) and parser(); else a management command
    usage: tuple[tuple[str, str], ...] = ()  # of management commands: words and what they do
    dev: bool = False  # needs the developers' packages, too
    owner: bool = False  # runs as the owner of the tables
    needs_words: bool = False  # says nothing useful alone: its help is shown instead

    def management_name(self) -> str | None:
        """The management command's true name, whichever way its file is spelled."""
        for name in (self.name, self.name.replace("-", "_")):
            if (MANAGEMENT / f"{name}.py").exists():
                return name
        return None

    def is_here(self) -> bool:
        return bool(self.module) or self.management_name() is not None

    def not_here_yet(self) -> str:
        return f"./snodo {self.name} non è ancora disponibile in questa versione: arriverà più avanti."

    def help_text(self) -> str:
        if self.module:
            return parsers.PARSERS[self.name]().format_help().rstrip()
        if not self.is_here():
            return f"uso: ./snodo {self.name}\n\n{self.summary}\n\n{self.not_here_yet()}"
        uses = [words for words, _ in self.usage or (("", ""),) if not words.startswith((" ", "-"))]
        lines = [f"uso: ./snodo {self.name} {words}".rstrip() for words in uses]
        lines += ["", self.summary, ""]
        lines += [f"  {words:<40} {what}" for words, what in self.usage if words]
        lines += [f"  {'-h, --help':<40} mostra questo aiuto"]
        return "\n".join(lines)

    def run(self, words: list[str]) -> int:
        if self.module:
            return int(importlib.import_module(f"tools.{self.module}").main(words))
        from tools import django_command

        return django_command.run(self.management_name() or self.name, words, as_owner=self.owner)


TABLE = (
    Command("run", "Avvia Snodo su questa macchina: banca dati, pagine e lavori in coda.", "serve"),
    Command("test", "Esegue tutte le prove: stile, tipi, architettura, pagine, browser.", "trial", dev=True),
    Command("demo-reset", "Cancella i dati dimostrativi e li ricrea da capo.", "demo"),
    Command("migrate", "Porta le tabelle alla versione del programma.", "migrate"),
    Command(
        "createadmin",
        "Crea la prima rete con il suo ente capofila e chi la amministra.",
        usage=(
            ("", "chiede ciò che serve, una domanda per volta"),
            ("--network --organisation --email …", "senza domande: nome della rete, ente capofila, posta,"),
            ("  --first-name --last-name --slug --kind", "nome, cognome, nome breve, natura dell'ente"),
            ("  --password-stdin", "la parola d'ordine arriva dall'ingresso"),
        ),
    ),
    Command(
        "pack",
        "Elenca, controlla, avvia ed esporta i pacchetti di programma (cartelle di dati YAML).",
        usage=(
            ("list", "i pacchetti che arrivano con il prodotto"),
            ("check [CARTELLA]", "controlla un pacchetto, o tutti: file, riga, rimedio"),
            (
                "start CARTELLA --network RETE",
                "avvia il programma in una rete (anche --title --from --until)",
            ),
            ("export PROGRAMMA CARTELLA --network RETE", "scrive un programma come pacchetto"),
        ),
        needs_words=True,
    ),
    Command("coverage", "Dice quali prove mostrano ciascuna delle 149 funzioni.", "coverage", dev=True),
    Command(
        "results",
        "Stampa i risultati attesi di un programma: definizione, obiettivo, raggiunto.",
        usage=(
            ("PROGRAMMA", "per esempio: usciamo-insieme"),
            ("PROGRAMMA --json", "lo stesso, per altri programmi"),
            ("PROGRAMMA --network RETE", "una sola rete"),
            ("PROGRAMMA --newest", "solo l'edizione più recente di ogni rete"),
        ),
        needs_words=True,
    ),
    Command("backup", "Scrive una copia di sicurezza di banca dati e documenti.", "backup"),
    Command("restore", "Rimette una copia di sicurezza, o prova che si possa rimettere.", "restore"),
    Command("check", "Controlla l'installazione: ambiente, banca dati, ruoli, tabelle, chiavi.", "checkup"),
    Command(
        "bench", "Misura la velocità rispetto a un riferimento, nella stessa esecuzione.", "bench", dev=True
    ),
    Command(
        "screenshots",
        "Rifà le figure di README e manuale dalle pagine dimostrative, con Chromium.",
        usage=(("[--only NOME …]", "solo alcune figure"),),
        dev=True,
    ),
    Command(
        "audit",
        "Sigilla e verifica il registro delle operazioni.",
        usage=(
            ("verify", "ripercorre la catena e dice la prima riga toccata"),
            ("seal", "sigilla adesso le righe che non possono più cambiare"),
            ("head FILE", "scrive le teste di catena, da conservare altrove"),
        ),
        needs_words=True,
    ),
    Command(
        "discard-log",
        "Scarta i mesi del registro la cui conservazione è finita, con una dichiarazione firmata.",
        usage=(
            ("", "dice quali mesi si scarterebbero"),
            ("--davvero", "li scarta"),
            ("--mesi N", "quanti mesi tenere: almeno 24"),
        ),
        owner=True,
    ),
    Command(
        "forget-again",
        "Ripete le cancellazioni fatte dopo la copia che è stata rimessa: lo fa anche restore, da sé.",
        usage=(
            ("", "secondo l'elenco accanto ai documenti"),
            ("--lista FILE", "secondo un elenco conservato altrove"),
        ),
    ),
    Command("rotate-keys", "Cambia la chiave dei dati protetti e li cifra di nuovo.", "rotate"),
)


def find(name: str) -> Command | None:
    return next((command for command in TABLE if command.name == name), None)


def listing() -> str:
    lines = ["Snodo: gestione condivisa dei percorsi di inclusione sociale e lavorativa.", ""]
    lines += ["uso: ./snodo COMANDO [opzioni]", "", "comandi:"]
    for command in TABLE:
        later = "" if command.is_here() else " (non ancora disponibile)"
        lines.append(f"  {command.name:<12} {command.summary}{later}")
    lines += ["", "Per l'aiuto di un comando: ./snodo COMANDO --help"]
    return "\n".join(lines)


def unknown(name: str) -> str:
    near = difflib.get_close_matches(name, [command.name for command in TABLE], n=1)
    hint = f" Forse: ./snodo {near[0]}." if near else ""
    return f"Il comando «{name}» non esiste.{hint} Per l'elenco: ./snodo"
