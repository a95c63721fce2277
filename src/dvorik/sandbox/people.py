"""People of the sandbox."""

from dataclasses import dataclass

from dvorik.sandbox.types import Json, PersonSpec


@dataclass(slots=True)
class Person:
    """`is_extra` people were made by the thousand for a load test: lists leave them out."""

    spec: PersonSpec
    is_deactivated: bool = False
    is_extra: bool = False

    @property
    def id(self) -> int:
        return self.spec.id

    def user(self) -> Json:
        """Telegram's `User`."""
        return {
            "id": self.spec.id,
            "is_bot": False,
            **_present(self.spec),
            **({"language_code": self.spec.language_code} if self.spec.language_code else {}),
        }

    def chat(self) -> Json:
        """Telegram's `Chat` of a private conversation with this person."""
        return {"id": self.spec.id, **_present(self.spec), "type": "private"}

    def view(self) -> Json:
        return {
            **self.user(),
            "phone_number": self.spec.phone_number,
            "note": self.spec.note,
            "is_deactivated": self.is_deactivated,
        }


def _present(spec: PersonSpec) -> Json:
    names = {
        "first_name": spec.first_name,
        "last_name": spec.last_name,
        "username": spec.username,
    }
    return {name: value for name, value in names.items() if value}
