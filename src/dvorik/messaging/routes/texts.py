from fastapi import APIRouter

from dvorik.kernel.actor import Permission
from dvorik.kernel.web import ActorDep, LanguageDep, NowDep, SessionDep, needs
from dvorik.messaging import actions, queries
from dvorik.messaging.schemas import TextChange, TextList, TextView

router = APIRouter(prefix="/message-templates", tags=["texts"])

READ = [needs(Permission.TEXTS_READ)]
EDIT = [needs(Permission.TEXTS_EDIT)]


@router.get("", dependencies=READ)
async def list_message_templates(session: SessionDep, language: LanguageDep) -> TextList:
    return TextList(items=await queries.list_texts(session, language))


@router.get("/{key}", dependencies=READ)
async def get_message_template(session: SessionDep, language: LanguageDep, key: str) -> TextView:
    return await queries.get_text(session, key, language)


@router.patch("/{key}", dependencies=EDIT)
async def change_message_template(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
    key: str,
    body: TextChange,
) -> TextView:
    await actions.change_text(session, actor, key=key, wordings=body.root, now=now)
    return await queries.get_text(session, key, language)
