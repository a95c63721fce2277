import { useLocalStorage } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNews } from "../queries/news";
import { useTown } from "../queries/town";
import {
  addressOf,
  type Choice,
  type Choices,
  linkWithoutPerson,
  readChoices,
} from "../rules/choice";
import { PageHeader } from "./page-header";
import { ChatWindow } from "./chat-window";
import classes from "./sandbox.module.css";
import { WhoOpens } from "./who-opens";

/** Two people side by side, each before a bot or a channel; on a phone one behind the other. */
export function SandboxPage() {
  const { t } = useTranslation("sandbox");
  const town = useTown();
  const isLost = useNews();
  const [isFramed] = useState(() => new URLSearchParams(location.search).has("framed"));
  const [choices, setChoices] = useState(() => readChoices(town, new URL(location.href)));
  const [link, setLink] = useState(() => linkWithoutPerson(town, new URL(location.href)));
  const [active, setActive] = useState(0);
  const [kept, setKept] = useLocalStorage<number>({ key: "sandbox.windows", defaultValue: 2 });
  const count = isFramed ? 1 : kept;

  const title = t("title");
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    if (link) return;
    const framed = isFramed ? "&framed" : "";
    history.replaceState(null, "", addressOf(choices) + framed);
  }, [choices, isFramed, link]);

  const choose = (number: number) => (choice: Choice) =>
    setChoices((before) => before.map((one, at) => (at === number ? choice : one)) as Choices);
  return (
    <div className={classes["page"]}>
      <PageHeader
        names={choices.map(({ person }) => nameOf(town.people, person))}
        active={active}
        onActivate={setActive}
        count={count}
        onCount={isFramed ? undefined : setKept}
      />
      <main className={classes["windows"]} data-count={count}>
        {choices.map((choice, number) => (
          <ChatWindow
            key={number}
            number={number + 1}
            choice={choice}
            isActive={number === active}
            isLost={isLost}
            onChoose={choose(number)}
          />
        ))}
      </main>
      {link ? (
        <WhoOpens
          link={link}
          onChoose={(choice) => {
            setLink(null);
            if (choice) choose(0)(choice);
          }}
        />
      ) : null}
    </div>
  );
}

const nameOf = (people: { id: number; first_name: string }[], person: number) =>
  people.find(({ id }) => id === person)?.first_name ?? "";
