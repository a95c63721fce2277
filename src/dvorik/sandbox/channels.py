"""Channels and who is in them."""

from dataclasses import dataclass, field

from dvorik.sandbox.messages import MessageLog
from dvorik.sandbox.types import ChannelSpec, Json

STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")

_NO_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
_ADMIN_RIGHTS = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": True,
    "can_edit_stories": True,
    "can_delete_stories": True,
    "can_send_welcome_messages": False,
    "can_post_messages": True,
    "can_edit_messages": True,
}


@dataclass(frozen=True, slots=True)
class Membership:
    """`is_member` matters for "restricted" alone: both kinds exist, only one is a subscriber."""

    status: str
    is_member: bool = True

    @property
    def is_inside(self) -> bool:
        if self.status == "restricted":
            return self.is_member
        return self.status in {"creator", "administrator", "member"}

    def chat_member(self, user: Json) -> Json:
        """Telegram's `ChatMember`, each status with the fields it really has."""
        answer: Json = {"user": user, "status": self.status}
        if self.status == "creator":
            answer["is_anonymous"] = False
        elif self.status == "administrator":
            answer.update(_ADMIN_RIGHTS)
        elif self.status == "restricted":
            answer.update(is_member=self.is_member, until_date=0)
            answer.update(dict.fromkeys(_NO_RIGHTS, False))
        elif self.status == "kicked":
            answer["until_date"] = 0
        return answer


LEFT = Membership("left")


@dataclass(slots=True)
class Channel:
    """`members` is keyed by the id of a person or a bot; absent means never was there."""

    spec: ChannelSpec
    log: MessageLog
    members: dict[int, Membership] = field(default_factory=dict)
    last_message_id: int = 0

    @property
    def chat_id(self) -> int:
        return self.spec.id

    def chat(self) -> Json:
        return {
            "id": self.spec.id,
            "title": self.spec.title,
            "username": self.spec.username,
            "type": "channel",
        }

    def membership(self, member_id: int) -> Membership:
        return self.members.get(member_id, LEFT)

    def is_administered_by(self, bot_id: int) -> bool:
        return self.membership(bot_id).status == "administrator"
