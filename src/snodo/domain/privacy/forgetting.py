"""What persons asked and how it was judged; the file of the forgetting itself stays, with an id alone."""

from snodo.kernel.forgetting import leave, treat

treat("privacy.personrequest", "requests", "person", bare=True)
treat("privacy.requestcontribution", "requests", "request__person")
treat("privacy.requesteffect", "requests", "request__person")
treat("privacy.emergencyreview", "sharing", "emergency__person")
treat("privacy.ledgerlink", "sharing", "person")
leave("privacy.unusualreading", "parla di chi legge e del suo giorno: le righe guardate stanno nel registro")
leave("privacy.legalhold", "i blocchi tolti vanno via con la cancellazione, che se ne occupa da sé")
leave("privacy.retentionfile", "resta a dire che cosa è stato cancellato e quando: ha solo un codice")
treat("privacy.datacopy", "requests", "request__person")
treat("privacy.copyomission", "requests", "copy__request__person")
treat("privacy.copylink", "requests", "copy__request__person")
