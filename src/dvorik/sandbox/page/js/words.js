/** The page's own words in three languages. What bots say is theirs. */

const WORDS = {
  ru: {
    title: "Песочница", language: "Язык страницы", windows: "Окна", oneWindow: "Одно окно", twoWindows: "Два окна",
    window: "Окно", person: "Человек", newPerson: "Новый человек", chats: "Чаты", conversation: "Переписка",
    bot: "бот", typing: "печатает…", sending: "отправляет файл…", channel: "канал", subscribed: "вы подписаны", notSubscribed: "вы не подписаны",
    banned: "вам закрыт доступ", start: "Начать", startWith: "Запустить с параметром", block: "Заблокировать", unblock: "Разблокировать",
    join: "Подписаться", leave: "Отписаться", message: "Сообщение", send: "Отправить", attach: "Прикрепить фото", commands: "Команды",
    keyboard: "Клавиатура бота", edited: "изменено", unread: "непрочитанных", nothing: "Здесь пока пусто. Нажмите «Начать».",
    noPosts: "В канале пока нет публикаций.", you: "Вы", photo: "Фото", video: "Видео", document: "Документ", contact: "Контакт",
    ok: "Понятно", cancel: "Отмена", create: "Добавить", firstName: "Имя", lastName: "Фамилия", phone: "Телефон", personLanguage: "Язык в Telegram", today: "Сегодня",
    lost: "Нет связи с песочницей", blocked: "бот заблокирован", reply: "Ответ на",
    roles: { owner: "владелица", cashier: "кассир", applicant: "хочет в кассиры" },
  },
  uk: {
    title: "Пісочниця", language: "Мова сторінки", windows: "Вікна", oneWindow: "Одне вікно", twoWindows: "Два вікна",
    window: "Вікно", person: "Людина", newPerson: "Нова людина", chats: "Чати", conversation: "Листування",
    bot: "бот", typing: "пише…", sending: "надсилає файл…", channel: "канал", subscribed: "ви підписані", notSubscribed: "ви не підписані",
    banned: "вам закрито доступ", start: "Почати", startWith: "Запустити з параметром", block: "Заблокувати", unblock: "Розблокувати",
    join: "Підписатися", leave: "Відписатися", message: "Повідомлення", send: "Надіслати", attach: "Прикріпити фото", commands: "Команди",
    keyboard: "Клавіатура бота", edited: "змінено", unread: "непрочитаних", nothing: "Тут поки порожньо. Натисніть «Почати».",
    noPosts: "У каналі поки немає публікацій.", you: "Ви", photo: "Фото", video: "Відео", document: "Документ", contact: "Контакт",
    ok: "Зрозуміло", cancel: "Скасувати", create: "Додати", firstName: "Ім’я", lastName: "Прізвище", phone: "Телефон", personLanguage: "Мова в Telegram", today: "Сьогодні",
    lost: "Немає зв’язку з пісочницею", blocked: "бота заблоковано", reply: "Відповідь на",
    roles: { owner: "власниця", cashier: "касир", applicant: "хоче в касири" },
  },
  en: {
    title: "Sandbox", language: "Page language", windows: "Windows", oneWindow: "One window", twoWindows: "Two windows",
    window: "Window", person: "Person", newPerson: "New person", chats: "Chats", conversation: "Conversation",
    bot: "bot", typing: "typing…", sending: "sending a file…", channel: "channel", subscribed: "you are subscribed", notSubscribed: "you are not subscribed",
    banned: "you are banned", start: "Start", startWith: "Start with", block: "Block", unblock: "Unblock",
    join: "Join", leave: "Leave", message: "Message", send: "Send", attach: "Attach a photo", commands: "Commands",
    keyboard: "Bot keyboard", edited: "edited", unread: "unread", nothing: "Nothing here yet. Press “Start”.",
    noPosts: "No posts in this channel yet.", you: "You", photo: "Photo", video: "Video", document: "Document", contact: "Contact",
    ok: "OK", cancel: "Cancel", create: "Add", firstName: "First name", lastName: "Last name", phone: "Phone", personLanguage: "Language in Telegram", today: "Today",
    lost: "No connection to the sandbox", blocked: "bot blocked", reply: "In reply to",
    roles: { owner: "owner", cashier: "cashier", applicant: "wants to be a cashier" },
  },
};

export const LANGUAGES = Object.keys(WORDS);

const KEY = "sandbox.language";
const asked = new URLSearchParams(location.search).get("lang") ?? localStorage.getItem(KEY);
let current = [asked, navigator.language?.slice(0, 2), "ru"].find((name) => LANGUAGES.includes(name));

export const language = () => current;
export const word = (key) => WORDS[current][key];

export function setLanguage(name) {
  current = name;
  localStorage.setItem(KEY, name);
}

export function time(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(current, { hour: "2-digit", minute: "2-digit" });
}

/** "Today", or the date. */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  if (date.toDateString() === new Date().toDateString()) return word("today");
  return date.toLocaleDateString(current, { day: "numeric", month: "long" });
}
