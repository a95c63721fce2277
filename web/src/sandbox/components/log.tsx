import { Fragment, type Ref, useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Entry } from "../queries/types";
import { grouped } from "../rules/messages";
import type { Actions } from "./actions";
import { MessageBubble } from "./message-bubble";
import classes from "./sandbox.module.css";
import { useTimes } from "./use-times";

/** The conversation, oldest first; its end stays in sight until somebody scrolls up. */
export function Log({
  ref,
  entries,
  acts,
  author,
  empty,
  actions,
}: {
  ref?: Ref<HTMLDivElement>;
  entries: Entry[];
  /** Grows when the person did something: then they want to see what comes of it. */
  acts: number;
  author: string;
  empty: string;
  actions: Actions;
}) {
  const { t } = useTranslation("sandbox");
  const { day } = useTimes();
  const place = useEndInSight(entries, acts);
  const groups = grouped(entries);
  return (
    <div ref={ref} className={classes["logPlace"]}>
      <div
        ref={place}
        className={classes["log"]}
        role="log"
        tabIndex={0}
        aria-label={t("conversation")}
      >
        {groups.length === 0 ? <p className={classes["empty"]}>{empty}</p> : null}
        {groups.map((group, number) => {
          const [first] = group;
          if (!first) return null;
          const date = day(first.message.date);
          const before = groups[number - 1]?.[0];
          return (
            <Fragment key={first.message.message_id}>
              {!before || day(before.message.date) !== date ? (
                <div className={classes["day"]}>{date}</div>
              ) : null}
              <MessageBubble
                entries={group}
                author={first.from_bot ? author : t("you")}
                actions={actions}
              />
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}

function useEndInSight(entries: Entry[], acts: number) {
  const place = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  useEffect(() => {
    const node = place.current;
    if (!node) return;
    const toEnd = () => {
      if (sticks.current) node.scrollTop = node.scrollHeight;
    };
    let last = 0;
    const notice = () => {
      const isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 60;
      // Growing content also ends a scroll short of the end; only going up is a wish to read.
      if (isAtEnd) sticks.current = true;
      else if (node.scrollTop < last - 4) sticks.current = false;
      last = node.scrollTop;
    };
    const watch = new ResizeObserver(toEnd);
    watch.observe(node);
    node.addEventListener("scroll", notice);
    // Pictures come later than their messages.
    node.addEventListener("load", toEnd, true);
    return () => {
      watch.disconnect();
      node.removeEventListener("scroll", notice);
      node.removeEventListener("load", toEnd, true);
    };
  }, []);
  useLayoutEffect(() => {
    sticks.current = true;
  }, [acts]);
  useLayoutEffect(() => {
    const node = place.current;
    if (node && sticks.current) node.scrollTop = node.scrollHeight;
  }, [entries, acts]);
  return place;
}
