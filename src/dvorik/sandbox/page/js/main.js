/** Starts the page: two windows, one stream of news, the language. */

import { api, listen } from "./api.js";
import { el } from "./dom.js";
import { Pane } from "./pane.js";
import { LANGUAGES, language, setLanguage, word } from "./words.js";

const REFRESH_MS = 40;
const WIDE = "sandbox.windows";

const top_ = document.getElementById("top");
const main = document.getElementById("panes");
const query = new URLSearchParams(location.search);

let town = await api.state();
let panes = [];
let active = 0;
let isTwo = localStorage.getItem(WIDE) !== "1";

const findPerson = (id) => town.people.find((person) => String(person.id) === id)?.id;

function findChat(name) {
  const wanted = name?.replace(/^@/, "").toLowerCase();
  return [...town.bots, ...town.channels].find((chat) => chat.username.toLowerCase() === wanted)?.username;
}

/** What the address asks for, or two people who have something to say to each other's bots. */
function choices() {
  return [
    {
      person: findPerson(query.get("person")) ?? town.people[0].id,
      chat: findChat(query.get("bot")) ?? town.bots[0].username,
      start: query.get("start"),
    },
    {
      person: findPerson(query.get("person2")) ?? town.people.at(-1).id,
      chat: findChat(query.get("bot2")) ?? town.bots.at(-1).username,
    },
  ];
}

/** The address always leads back here; a payload goes once it was used. */
function remember() {
  const address = new URLSearchParams();
  panes.forEach((pane, index) => {
    const suffix = index ? "2" : "";
    address.set(`person${suffix}`, pane.person);
    address.set(`bot${suffix}`, pane.chat);
  });
  if (panes[0]?.payload) address.set("start", panes[0].payload);
  history.replaceState(null, "", `?${address}`);
  drawTop();
}

function segmented(label, className, buttons) {
  const nodes = buttons.map(([text, isOn, onclick]) =>
    el("button", { type: "button", "aria-pressed": String(isOn), onclick }, text),
  );
  return el("div", { class: `segmented ${className}`, role: "group", "aria-label": label }, ...nodes);
}

function drawTop() {
  document.title = word("title");
  document.documentElement.lang = language();
  const names = panes.map((pane, index) => [pane.someone.first_name, index === active, () => activate(index)]);
  top_.replaceChildren(
    el("h1", {}, el("img", { src: "icon.svg", alt: "" }), el("span", {}, word("title"))),
    segmented(word("windows"), "window-switch", names),
    segmented(word("windows"), "count-switch", [
      [word("oneWindow"), !isTwo, () => split(false)],
      [word("twoWindows"), isTwo, () => split(true)],
    ]),
    segmented(word("language"), "", LANGUAGES.map((name) => [name, name === language(), () => speak(name)])),
  );
}

function activate(index) {
  active = index;
  panes.forEach((pane, number) => pane.node.classList.toggle("active", number === active));
  panes[active].refresh();
  drawTop();
}

function split(two) {
  isTwo = two;
  localStorage.setItem(WIDE, two ? "2" : "1");
  main.classList.toggle("one", !two);
  drawTop();
}

function speak(name) {
  setLanguage(name);
  drawTop();
  for (const pane of panes) pane.rebuild();
}

/** Many changes at once are one refresh. */
function later(pane) {
  pane.timer ??= setTimeout(() => {
    pane.timer = undefined;
    pane.refresh().catch(() => {});
  }, REFRESH_MS);
}

async function hear(change) {
  if (["resync", "member", "person"].includes(change.type)) {
    Object.assign(town, await api.state());
    for (const pane of panes) pane.drawPeople();
  }
  for (const pane of panes) if (pane.concerns(change)) later(pane);
}

function lost(isLost) {
  for (const pane of panes) {
    if (isLost) pane.toast(word("lost"));
    else later(pane);
  }
}

panes = choices().map((choice, index) => new Pane(index + 1, town, choice, remember));
main.replaceChildren(...panes.map((pane) => pane.node));
split(isTwo);
activate(0);
remember();
listen(hear, lost);
document.addEventListener("visibilitychange", () => panes.forEach(later));
