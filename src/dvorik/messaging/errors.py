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


class BroadcastNotFound(NotFound):
    code = "messaging.broadcast_not_found"


class BroadcastRefused(Invalid):
    """`errors` says what is wrong with the message and where. Nothing was changed."""

    code = "messaging.broadcast_refused"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(errors=errors)
        self.errors = errors


class WrongBroadcastStatus(Conflict):
    """What was asked cannot be done to a broadcast in `status`."""

    code = "messaging.wrong_broadcast_status"


class BadStart(Invalid):
    """The moment a broadcast should start at has gone by."""

    code = "messaging.bad_start"


class NoSuchButton(NotFound):
    """Whoever pressed was not sent this button, or it is not there any more."""

    code = "messaging.no_such_button"


class CorrectionNotFound(NotFound):
    code = "messaging.correction_not_found"


class CorrectionAtWork(Conflict):
    """What was sent is being edited or recalled. Wait for it, or cancel it."""

    code = "messaging.correction_at_work"


class WrongCorrectionStatus(Conflict):
    """What was asked cannot be done to a correction in `status`."""

    code = "messaging.wrong_correction_status"


class MessagesOnTheirWay(Conflict):
    """Some messages have left a moment ago; until their end is known nothing can be corrected."""

    code = "messaging.messages_on_their_way"


class NothingToCorrect(Conflict):
    """Nobody was sent it, or everything was recalled."""

    code = "messaging.nothing_to_correct"


class MediaRefused(Invalid):
    """Telegram would not take the file. `kind` and `size` name what is wrong."""

    code = "messaging.media_refused"


class NobodyToShowItTo(Conflict):
    """The account's person has not started the client bot, so there is no chat to write to."""

    code = "messaging.nobody_to_show_it_to"


class MediaNotFound(NotFound):
    code = "messaging.media_not_found"
