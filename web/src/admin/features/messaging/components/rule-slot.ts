import type { ComponentType } from "react";
import type { Rule } from "../rules/draft";

/** What another feature edits rules with; a route hands it over. */
export type RuleSlot = ComponentType<{
  rule: Rule;
  /** `isWhole`: nothing is missing in it. */
  onChange: (rule: Rule, isWhole: boolean) => void;
  /** Words by place in what is sent. */
  errors: Readonly<Record<string, string>>;
  /** Where the rule is in what is sent. */
  at: string;
  /** Say at each place what is missing. */
  isChecked: boolean;
}>;
