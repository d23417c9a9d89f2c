from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "snodo.domain.instruments"
    label = "instruments"

    def ready(self) -> None:
        from snodo.domain.audit.verbs import register_kinds, register_verbs

        register_verbs(
            {
                "instrument.register": "Ha pubblicato uno strumento",
                "instrument.retire": "Ha ritirato uno strumento",
                "response.record": "Ha compilato una scheda",
            }
        )
        register_kinds({"instruments.instrument": "Strumento", "instruments.response": "Scheda compilata"})
