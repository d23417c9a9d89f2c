"""The one error that reaches the keyboard as a sentence instead of a stack trace."""


class ToolError(Exception):
    """Its text is Italian and says how to go on."""
