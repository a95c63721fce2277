from dvorik.kernel.errors import Conflict, Invalid, NotFound


class NoSuchText(NotFound):
    code = "messaging.no_such_text"


class TextRefused(Invalid):
    """`errors` says what is wrong in which language. Nothing was changed."""

    code = "messaging.text_refused"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(errors=errors)
        self.errors = errors


class MessageNotFound(NotFound):
    code = "messaging.message_not_found"


class MessageOnItsWay(Conflict):
    """It was sent, or will be without anybody's help. `status` says which."""

    code = "messaging.message_on_its_way"
