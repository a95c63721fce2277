/** Elements without markup strings: what people write can only ever become text. */

const SVG = "http://www.w3.org/2000/svg";

/** `el("button", {class: "x", "aria-label": "y", onclick: f}, "text", child)` */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const PATHS = {
  send: "M4 12 20 4l-4 16-4.500-6.500zM11.500 13.500 20 4",
  clip: "M20 11.500 12 19.500a5 5 0 0 1-7-7l8-8a3.300 3.300 0 0 1 4.700 4.700l-7.900 7.900a1.700 1.700 0 0 1-2.400-2.400l7.300-7.300",
  menu: "M4 6.500h16M4 12h16M4 17.500h16",
  plus: "M12 5v14M5 12h14",
  ban: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM6 6l12 12",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
};

/** A decorative line icon; the button around it carries the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 24 24",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.8",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

const HUES = [14, 32, 96, 158, 196, 222, 268, 330];

/** Initials on a colour that stays with the id. */
export function avatar(id, name, small = false) {
  const words = name.trim().split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const initials = words.slice(0, 2).map((word) => word.match(/[\p{L}\p{N}]/u)[0]).join("");
  const hue = HUES[Math.abs(Number(id) + Math.trunc(Number(id) / 97)) % HUES.length];
  return el(
    "span",
    {
      class: small ? "avatar small" : "avatar",
      "aria-hidden": "true",
      style: `background: linear-gradient(160deg, hsl(${hue} 46% 52%), hsl(${hue} 52% 40%))`,
    },
    initials.toUpperCase() || "?",
  );
}

export function fullName(person) {
  return [person.first_name, person.last_name].filter(Boolean).join(" ");
}
