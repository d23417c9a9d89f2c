"""Names and sentences of invented people. Nobody here exists."""


def _names(text: str) -> list[str]:
    return text.split()


WOMEN = {
    "IT": _names(
        "Alessia Anna Arianna Beatrice Camilla Caterina Cecilia Chiara Claudia Cristina Daniela "
        "Debora Elena Elisa Emma Federica Francesca Gaia Giada Giorgia Giulia Greta Ilaria Irene "
        "Laura Lucia Maddalena Manuela Margherita Martina Michela Miriam Monica Noemi Ornella "
        "Patrizia Rebecca Roberta Rosa Sabrina Serena Silvia Simona Sofia Stefania Susanna Teresa "
        "Valentina Vera Viola"
    ),
    "MA": _names("Fatima Khadija Salma Hanane Naima Zineb"),
    "EG": _names("Mariam Nour Heba Dina Yasmin"),
    "SN": _names("Awa Mariama Ndeye Coumba Bineta"),
    "NG": _names("Blessing Grace Joy Patience Gift"),
    "RO": _names("Ioana Mihaela Elena Daniela Andreea"),
    "AL": _names("Elira Arta Blerina Mimoza Teuta"),
    "UA": _names("Oksana Iryna Olena Halyna Svitlana"),
    "PE": _names("Rosario Milagros Carmen Yolanda Flor"),
    "BD": _names("Nasrin Rokeya Shirin Taslima Rina"),
    "PK": _names("Ayesha Saima Nadia Rukhsana Bushra"),
}
MEN = {
    "IT": _names(
        "Alberto Alessio Andrea Angelo Antonio Bruno Carlo Claudio Cristian Daniele Dario Davide "
        "Diego Edoardo Emanuele Enrico Fabio Federico Filippo Francesco Gabriele Giacomo Gianni "
        "Giorgio Giovanni Giulio Jacopo Leonardo Lorenzo Luca Luigi Manuel Marco Mario Massimo Matteo "
        "Mattia Maurizio Michele Mirko Nicola Paolo Pietro Riccardo Roberto Salvatore Samuele Sergio "
        "Simone Stefano Tommaso Valerio"
    ),
    "MA": _names("Youssef Rachid Hamza Khalid Brahim Anas"),
    "EG": _names("Karim Mahmoud Sameh Tarek Mina"),
    "SN": _names("Mamadou Cheikh Ibrahima Ousmane Modou"),
    "NG": _names("Emeka Chidi Osagie Festus Kelvin"),
    "RO": _names("Florin Ionut Marius Cristi Vasile"),
    "AL": _names("Ardit Besnik Erion Klodian Gentian"),
    "UA": _names("Andriy Taras Mykola Vitaliy Roman"),
    "PE": _names("Wilmer Jhon Edwin Percy Ronald"),
    "BD": _names("Rafiq Shahin Jamal Monir Kamrul"),
    "PK": _names("Bilal Usman Imran Asif Waqas"),
}
SURNAMES = {
    "IT": _names(
        "Amadori Arrigoni Baldini Barbieri Basile Bassani Bertolini Bianco Bonetti Borghi Brambilla "
        "Bruni Calvi Canali Carminati Caruso Casati Castelli Cattaneo Cavalli Ceresa Cerutti Colombi "
        "Conti Corti Costa Crippa Curti Danesi Donati Fabbri Farina Ferrante Ferraro Ferri Fontana "
        "Forlani Franchi Fusco Galli Gallo Gatti Gentile Ghezzi Giordano Grassi Greco Guerra Guidi "
        "Invernizzi Landi Leone Locatelli Lombardo Longhi Longo Maggi Magni Manzoni Marchetti Mariani "
        "Marini Martini Mauri Mazza Melis Merlo Messina Milesi Monti Morelli Moretti Moroni Motta "
        "Negri Neri Oldani Orlando Pagani Palumbo Parisi Pellegrini Perego Piras Poli Pozzi Radaelli "
        "Ratti Rinaldi Riva Rizzi Romano Rota Rovelli Ruggeri Russo Sala Sanna Santoro Serra Sironi "
        "Sorrentino Spinelli Tedesco Testa Tosi Valli Vanzini Villa Vitale Zanetti Zanoni"
    ),
    "MA": _names("Amrani Benali Chaoui Haddad Idrissi Lahlou Mansouri Tazi"),
    "EG": _names("Ibrahim Mansour Shenouda Hassan Fawzi Girgis"),
    "SN": _names("Diop Ndiaye Fall Sow Gueye Diallo"),
    "NG": _names("Okafor Eze Osas Igbinedion Nwosu Obi"),
    "RO": _names("Popescu Ionescu Dumitru Stan Munteanu Rusu"),
    "AL": _names("Hoxha Gjoka Kola Marku Prifti Shehu"),
    "UA": _names("Kovalenko Shevchuk Bondar Melnyk Tkachuk Kravets"),
    "PE": _names("Quispe Huaman Flores Rojas Mamani Salazar"),
    "BD": _names("Hossain Rahman Miah Sarker Chowdhury Islam"),
    "PK": _names("Khan Butt Malik Qureshi Chaudhry Shah"),
}
LANGUAGES = {
    "IT": "it",
    "MA": "ar",
    "EG": "ar",
    "SN": "fr",
    "NG": "en",
    "RO": "ro",
    "AL": "sq",
    "UA": "uk",
    "PE": "es",
    "BD": "bn",
    "PK": "ur",
}
PSEUDONYMS = ["Mirto", "Ginestra", "Salvia", "Ortensia", "Verbena", "Genziana", "Malva", "Iris", "Erica"]

NEEDS = [
    "Vorrei un lavoro, ma non so da dove cominciare.",
    "Ho lavorato tanti anni in cucina, poi il locale ha chiuso. Cerco qualcosa vicino a casa.",
    "Non esco quasi più. Mi piacerebbe fare qualcosa con le mani.",
    "Ho i figli piccoli: posso lavorare solo la mattina.",
    "Ho finito i soldi da parte. Accetto anche poche ore, purché in regola.",
    "Vorrei finire la scuola media e imparare un mestiere.",
    "Senza patente non arrivo in nessuna azienda. Qui passano due corriere al giorno.",
    "Mi sveglio e non ho niente da fare. Vorrei delle giornate piene.",
    "So fare le pulizie e stirare, ma ho sempre lavorato senza contratto.",
    "Parlo ancora poco italiano, però imparo in fretta.",
    "Mi hanno detto tanti no. Vorrei qualcuno che mi aiuti a prepararmi.",
    "Vorrei tornare a fare il magazziniere: è l'unico posto dove mi sentivo bravo.",
    "Mi piacciono le piante e stare all'aperto.",
    "Vorrei capire che cosa so fare davvero.",
    "Ho bisogno di un lavoro che mi lasci il tempo per mia madre.",
]
SUMMARIES = [
    "Cominciamo da tre giornate la settimana, con orari che si possono mantenere, poi si cresce.",
    "Prima il laboratorio, poi un tirocinio vicino a casa. Ci vediamo ogni due settimane.",
    "Riprendere fiducia con un'esperienza breve, rimettere in ordine i documenti, cercare insieme.",
    "Un corso breve, un'azienda raggiungibile con i mezzi e un tutor che conosce già la situazione.",
]
GOALS = [
    ("Stare in un gruppo di lavoro tre mattine la settimana", "lavoro", "Frequenza regolare per due mesi"),
    ("Trovare un lavoro raggiungibile senza auto", "lavoro", "Un contratto o un tirocinio in zona"),
    ("Avere un curriculum che racconta bene le mie esperienze", "lavoro", "Curriculum pronto e spedito"),
    ("Imparare a presentarmi a un colloquio", "lavoro", "Due simulazioni e un colloquio vero"),
    ("Ottenere un attestato utile", "formazione", "Attestato rilasciato"),
    ("Mettere in ordine documenti e pratiche", "autonomia", "Pratiche concluse"),
    ("Avere tempo per lavorare e per la famiglia", "famiglia", "Un aiuto stabile per i figli"),
]
COMMITMENTS = [
    "Vengo ogni martedì e avviso se non posso",
    "Porto i documenti che mancano",
    "Telefono alle due aziende che abbiamo scelto",
    "Preparo la lista dei lavori che ho fatto",
    "Frequento il corso fino alla fine",
]
SUPPORTS = [
    "Cerchiamo un'azienda disponibile entro mezz'ora di viaggio",
    "Ti accompagniamo al primo incontro con l'azienda",
    "Prepariamo insieme il curriculum",
    "Parliamo con la scuola per gli orari",
    "Ci sentiamo con il servizio inviante una volta al mese",
]
INTERVIEWS = [
    "Raccontate le esperienze passate e che cosa è andato bene.",
    "Riletti insieme gli obiettivi: due passi fatti, uno da riprendere.",
    "Scritto il curriculum. Da completare con le date.",
    "Provata una telefonata a un'azienda.",
    "Parlato degli orari possibili e dei mezzi per arrivare.",
    "Guardate tre offerte: una interessa.",
]
NOTES = [
    "Arriva puntuale e con voglia di fare. Chiede di poter cominciare presto.",
    "Oggi un po' stanca: ha dormito poco. Abbiamo accorciato l'incontro.",
    "La famiglia è contenta del percorso e dà una mano con gli orari.",
    "Preferisce i messaggi alle telefonate.",
    "Ha trovato da sola un corso serale: bella iniziativa.",
]
MEETINGS = [
    (
        "Ritmo buono, ha preso confidenza con i colleghi.",
        "",
        "Chiede quando non capisce.",
        "Provare un compito nuovo.",
    ),
    (
        "Qualche ritardo al lunedì.",
        "Mezzi scomodi il lunedì mattina.",
        "Avvisa sempre.",
        "Entrata alle nove e mezza.",
    ),
    ("Lavora in autonomia su due compiti.", "", "Precisione.", "Affiancare un collega più giovane."),
    (
        "Settimana faticosa, poi recuperata.",
        "Un malinteso con un collega.",
        "Ne ha parlato subito.",
        "Incontro a tre.",
    ),
]
MESSAGES = [
    ("sender", "Buongiorno, la persona ci dice che si trova bene. Possiamo sentirci la prossima settimana?"),
    ("team", "Certo. Vi aggiorniamo dopo l'incontro di giovedì con l'azienda."),
    ("sender", "Abbiamo avuto la conferma del sostegno per i trasporti."),
    ("team", "Ottima notizia, lo diciamo subito alla persona."),
]
