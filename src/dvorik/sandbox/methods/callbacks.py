"""Answers to pressed buttons."""

from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.methods.call import Call, Result, method

CALLBACK_SECONDS = 60
"""How long a press waits. Telegram does not publish its figure; bots must not rely on more."""

_MAX_ANSWER = 200


@method("answerCallbackQuery")
async def answer_callback_query(call: Call) -> Result:
    query = call.bot.callbacks.get(call.given.text("callback_query_id"))
    if query is None or call.world.clock() - query.created_at > CALLBACK_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = call.given.text("text")
    if len(text) > _MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {
        "text": text,
        "show_alert": call.given.flag("show_alert"),
        "url": call.given.text("url"),
    }
    query.answer = query.answer or answer
    call.world.changes.tell(
        "callback_answer",
        bot=call.bot.id,
        person=query.person_id,
        callback_query_id=query.id,
        answer=answer,
    )
    return Result(True)
