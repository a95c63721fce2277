/** What the control API of the sandbox and Telegram's Bot API call things. */
export interface Person {
  id: number;
  first_name: string;
  last_name?: string;
  username?: string;
  note: string;
}

export interface Bot {
  id: number;
  first_name: string;
  username: string;
}

export interface Channel {
  id: number;
  title: string;
  username: string;
  members: Record<string, { status: string; is_inside: boolean }>;
}

/** Everybody there is. */
export interface Town {
  bots: Bot[];
  people: Person[];
  channels: Channel[];
}

export interface TextEntity {
  type: string;
  offset: number;
  length: number;
  url?: string;
}

export interface InlineButton {
  text: string;
  callback_data?: string;
  url?: string;
  web_app?: { url: string };
  login_url?: { url: string };
  copy_text?: { text: string };
}

export interface ReplyButton {
  text: string;
  web_app?: { url: string };
}

interface StoredFile {
  file_id: string;
  file_name?: string;
  file_size?: number;
}

interface Picture extends StoredFile {
  width: number;
  height: number;
}

export interface Message {
  message_id: number;
  date: number;
  edit_date?: number;
  text?: string;
  entities?: TextEntity[];
  caption?: string;
  caption_entities?: TextEntity[];
  media_group_id?: string;
  photo?: Picture[];
  video?: StoredFile;
  document?: StoredFile;
  contact?: { first_name: string; last_name?: string; phone_number: string };
  reply_to_message?: Message;
  reply_markup?: { inline_keyboard: InlineButton[][] };
}

/** A message, and what only the sandbox knows about it. */
export interface Entry {
  changed: number;
  from_bot: boolean;
  message: Message;
}

export interface Dialog {
  bot: Bot;
  is_started: boolean;
  is_blocked: boolean;
  unread: number;
}

export interface Conversation extends Dialog {
  action: string;
  commands: { command: string; description: string }[];
  keyboard: { keyboard?: ReplyButton[][]; input_field_placeholder?: string } | null;
  messages: Entry[];
}

export interface NewPerson {
  first_name: string;
  last_name: string;
  phone_number: string;
  language_code: string;
}

/** A bot's answer to a pressed button. */
export interface Answer {
  text?: string;
  show_alert?: boolean;
  url?: string;
}
