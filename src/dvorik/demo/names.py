"""Names of people who do not exist."""

from dataclasses import dataclass

from dvorik.clients.types import Gender
from dvorik.kernel.i18n import Language


@dataclass(frozen=True, slots=True)
class NameBook:
    """Last names stand in the same order for women and for men: one family, one place."""

    language: Language
    first: dict[Gender, tuple[str, ...]]
    last: dict[Gender, tuple[str, ...]]


RUSSIAN = NameBook(
    Language.RU,
    {
        Gender.FEMALE: (
            "Анна", "Мария", "Екатерина", "Ольга", "Татьяна", "Наталья", "Ирина", "Елена",
            "Светлана", "Юлия", "Дарья", "Алёна", "Полина", "Ксения", "Вероника", "Людмила",
            "Валентина", "Марина", "Алиса", "Софья",
        ),
        Gender.MALE: (
            "Иван", "Сергей", "Алексей", "Дмитрий", "Андрей", "Михаил", "Павел", "Николай",
            "Артём", "Егор", "Роман", "Виктор", "Пётр", "Глеб", "Тимофей",
        ),
    },
    {
        Gender.FEMALE: (
            "Иванова", "Смирнова", "Кузнецова", "Попова", "Соколова", "Лебедева", "Козлова",
            "Новикова", "Морозова", "Петрова", "Волкова", "Соловьёва", "Васильева", "Зайцева",
            "Павлова", "Голубева", "Виноградова", "Богданова", "Воробьёва", "Фёдорова",
            "Ягодкина", "Тихонова", "Крылова", "Ершова",
        ),
        Gender.MALE: (
            "Иванов", "Смирнов", "Кузнецов", "Попов", "Соколов", "Лебедев", "Козлов",
            "Новиков", "Морозов", "Петров", "Волков", "Соловьёв", "Васильев", "Зайцев",
            "Павлов", "Голубев", "Виноградов", "Богданов", "Воробьёв", "Фёдоров",
            "Ягодкин", "Тихонов", "Крылов", "Ершов",
        ),
    },
)  # fmt: skip

_UKRAINIAN_LAST = (
    "Шевченко", "Коваленко", "Бондаренко", "Ткаченко", "Кравченко", "Олійник", "Шевчук",
    "Поліщук", "Лисенко", "Мельник", "Гончар", "Савчук",
)  # fmt: skip

UKRAINIAN = NameBook(
    Language.UK,
    {
        Gender.FEMALE: (
            "Олена", "Оксана", "Наталія", "Ірина", "Катерина", "Соломія", "Юлія", "Ганна",
        ),
        Gender.MALE: ("Олександр", "Тарас", "Андрій", "Богдан", "Микола", "Остап"),
    },
    {Gender.FEMALE: _UKRAINIAN_LAST, Gender.MALE: _UKRAINIAN_LAST},
)  # fmt: skip

_ENGLISH_LAST = ("Smith", "Brown", "Taylor", "Wilson", "Carter", "Walker", "Harris", "Reed")

ENGLISH = NameBook(
    Language.EN,
    {
        Gender.FEMALE: ("Emma", "Olivia", "Grace", "Lucy", "Hannah"),
        Gender.MALE: ("John", "Oliver", "James", "Daniel"),
    },
    {Gender.FEMALE: _ENGLISH_LAST, Gender.MALE: _ENGLISH_LAST},
)
