"""What a password must be, said in plain words."""

from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """Length is what makes a password strong; a sentence will do."""

    def get_error_message(self) -> Any:
        return (
            f"La password è troppo corta: servono almeno {self.min_length} caratteri. Una frase va benissimo."
        )

    def get_help_text(self) -> str:
        return f"Almeno {self.min_length} caratteri."
