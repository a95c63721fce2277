from fastapi import APIRouter, Response

from dvorik.kernel.actor import Permission
from dvorik.kernel.web import (
    ActorDep,
    IfMatchDep,
    LanguageDep,
    NowDep,
    SessionDep,
    needs,
    show_version,
)
from dvorik.messaging import actions, queries
from dvorik.messaging.schemas import TextChange, TextList, TextView

router = APIRouter(prefix="/message-templates", tags=["texts"])

READ = [needs(Permission.TEXTS_READ)]
EDIT = [needs(Permission.TEXTS_EDIT)]


@router.get("", dependencies=READ)
async def list_message_templates(session: SessionDep, language: LanguageDep) -> TextList:
    return TextList(items=await queries.list_texts(session, language))


@router.get("/{key}", dependencies=READ)
async def get_message_template(
    session: SessionDep, language: LanguageDep, response: Response, key: str
) -> TextView:
    text = await queries.get_text(session, key, language)
    show_version(response, text.version)
    return text


@router.patch("/{key}", dependencies=EDIT)
async def change_message_template(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
    response: Response,
    key: str,
    version: IfMatchDep,
    body: TextChange,
) -> TextView:
    await actions.change_text(session, actor, key=key, wordings=body.root, version=version, now=now)
    text = await queries.get_text(session, key, language)
    show_version(response, text.version)
    return text
