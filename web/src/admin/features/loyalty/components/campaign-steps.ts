import type { Schemas } from "@/shared/http/api";

const STEPS = ["clicks", "people", "joined", "codes_issued", "codes_redeemed"] as const;

type Figures = Pick<Schemas["FunnelPoint"], (typeof STEPS)[number]>;

/** What each step's share is of. People of old press too, and get codes without joining. */
const OF = {
  clicks: null,
  people: null,
  joined: "people",
  codes_issued: "people",
  codes_redeemed: "codes_issued",
} as const;

export const isEmptyFunnel = (figures: Figures) => STEPS.every((id) => figures[id] === 0);

/** The funnel to draw: `width` beside the widest step, `share` of the step it comes from. */
export function stepsOf(figures: Figures) {
  const widest = Math.max(1, ...STEPS.map((id) => figures[id]));
  return STEPS.map((id) => {
    const from = OF[id];
    const whole = from === null ? 0 : figures[from];
    const count = figures[id];
    return {
      id,
      count,
      of: from,
      width: count / widest,
      // More codes than people are no share of anything.
      share: whole > 0 && count <= whole ? count / whole : null,
    };
  });
}
