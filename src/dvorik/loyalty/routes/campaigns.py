from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from redis.exceptions import RedisError

from dvorik.kernel import bot_names, qr
from dvorik.kernel.actor import Permission
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.paging import Page
from dvorik.kernel.web import (
    ActorDep,
    CacheDep,
    ConfigDep,
    IfMatchDep,
    NowDep,
    OnceDep,
    PathId,
    SessionDep,
    needs,
    show_version,
)
from dvorik.loyalty import actions, queries
from dvorik.loyalty.errors import LinkUnknown
from dvorik.loyalty.rules import campaigns as rules
from dvorik.loyalty.schemas.campaigns import (
    CampaignCreate,
    CampaignEdit,
    CampaignFilter,
    CampaignView,
    PictureQuery,
)
from dvorik.loyalty.types import REFERENCE, PictureKind
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/campaigns", tags=["campaigns"])

_PICTURE_TYPES = {PictureKind.PNG: "image/png", PictureKind.SVG: "image/svg+xml"}
_PICTURES: dict[int | str, dict[str, Any]] = {
    200: {"content": {type_: {} for type_ in _PICTURE_TYPES.values()}}
}


async def client_bot(cache: CacheDep, config: ConfigDep) -> str | None:
    """The link to the client bot; None when nobody knows it just now: the rest is still shown."""
    token = config.telegram_main_bot_token.get_secret_value()
    try:
        username = await bot_names.find_username(cache, token, api_url=config.telegram_api_url)
    except (RedisError, OSError, Unavailable):
        return None
    return f"{config.telegram_links}/{username}" if username else None


BotDep = Annotated[str | None, Depends(client_bot)]
# It may ask Telegram, so it stands before the right, which opens the transaction.
READ = [Depends(client_bot), needs(Permission.CAMPAIGNS_READ)]
MANAGE = [Depends(client_bot), needs(Permission.CAMPAIGNS_MANAGE)]


@router.get("", dependencies=READ)
async def list_campaigns(
    session: SessionDep,
    bot: BotDep,
    shop: ShopDep,
    now: NowDep,
    wanted: Annotated[CampaignFilter, Query()],
) -> Page[CampaignView]:
    return await queries.list_campaigns(session, wanted, bot=bot, shop=shop, now=now)


@router.post("", status_code=201, dependencies=MANAGE)
async def create_campaign(
    session: SessionDep,
    actor: ActorDep,
    bot: BotDep,
    shop: ShopDep,
    now: NowDep,
    once: OnceDep,
    response: Response,
    body: CampaignCreate,
) -> CampaignView:
    async def create() -> CampaignView:
        row = await actions.create_campaign(session, actor, campaign=body, shop=shop, now=now)
        return await queries.view_campaign(session, row.id, bot=bot, shop=shop, now=now)

    view = await once.run(CampaignView, create)
    show_version(response, view.version)
    return view


@router.get("/{campaign_id}", dependencies=READ)
async def get_campaign(
    session: SessionDep,
    bot: BotDep,
    shop: ShopDep,
    now: NowDep,
    response: Response,
    campaign_id: PathId,
) -> CampaignView:
    view = await queries.view_campaign(session, campaign_id, bot=bot, shop=shop, now=now)
    show_version(response, view.version)
    return view


@router.patch("/{campaign_id}", dependencies=MANAGE)
async def edit_campaign(
    session: SessionDep,
    actor: ActorDep,
    bot: BotDep,
    shop: ShopDep,
    now: NowDep,
    response: Response,
    campaign_id: PathId,
    version: IfMatchDep,
    body: CampaignEdit,
) -> CampaignView:
    """A limit below what is taken already is refused, and so is a new link once it was used."""
    row = await actions.edit_campaign(
        session, actor, campaign_id=campaign_id, edit=body, shop=shop, version=version, now=now
    )
    show_version(response, row.version)
    return await queries.view_campaign(session, campaign_id, bot=bot, shop=shop, now=now)


@router.post("/{campaign_id}/archive", dependencies=MANAGE)
async def archive_campaign(
    session: SessionDep,
    actor: ActorDep,
    bot: BotDep,
    shop: ShopDep,
    now: NowDep,
    response: Response,
    campaign_id: PathId,
    version: IfMatchDep,
) -> CampaignView:
    """Switch it off and put it away. Presses of its link are still counted."""
    row = await actions.archive_campaign(
        session, actor, campaign_id=campaign_id, version=version, now=now
    )
    show_version(response, row.version)
    return await queries.view_campaign(session, campaign_id, bot=bot, shop=shop, now=now)


@router.post("/{campaign_id}/restore", dependencies=MANAGE)
async def restore_campaign(
    session: SessionDep,
    actor: ActorDep,
    bot: BotDep,
    shop: ShopDep,
    now: NowDep,
    response: Response,
    campaign_id: PathId,
    version: IfMatchDep,
) -> CampaignView:
    """Back among the others; it stays switched off."""
    row = await actions.restore_campaign(
        session, actor, campaign_id=campaign_id, version=version, now=now
    )
    show_version(response, row.version)
    return await queries.view_campaign(session, campaign_id, bot=bot, shop=shop, now=now)


@router.get("/{campaign_id}/qr", dependencies=READ, response_class=Response, responses=_PICTURES)
async def get_campaign_qr(
    session: SessionDep,
    bot: BotDep,
    campaign_id: PathId,
    wanted: Annotated[PictureQuery, Query()],
) -> Response:
    """The link as a picture to print or to show."""
    campaign = await queries.get_campaign(session, campaign_id)
    if bot is None:
        raise LinkUnknown
    draw = qr.png if wanted.format is PictureKind.PNG else qr.svg
    name = f"{REFERENCE}{campaign.slug}.{wanted.format.value}"
    return Response(
        draw(rules.link(bot, campaign.slug), size=wanted.size),
        media_type=_PICTURE_TYPES[wanted.format],
        headers={
            "Cache-Control": "private, max-age=3600",
            "Content-Disposition": f'inline; filename="{name}"',
        },
    )
