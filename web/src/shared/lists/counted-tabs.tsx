import { Badge, Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { useFormat } from "@/shared/i18n/format";

interface Props<Tab extends string> {
  tabs: readonly Tab[];
  value: Tab;
  nameOf: (tab: Tab) => string;
  /** How many wait behind a tab to be decided about. */
  waiting: Partial<Record<Tab, number | undefined>>;
  onChange: (tab: Tab | undefined) => void;
  /** What is behind the open one. */
  children: ReactNode;
}

/** A list in parts, with a figure where something waits. */
export function CountedTabs<Tab extends string>(props: Props<Tab>) {
  const { tabs, value, nameOf, waiting, onChange, children } = props;
  const format = useFormat();
  return (
    <Tabs
      value={value}
      onChange={(chosen) => onChange(tabs.find((one) => one === chosen))}
      keepMounted={false}
    >
      <Tabs.List mb="md" style={{ flexWrap: "nowrap" }}>
        {tabs.map((one) => (
          <Tabs.Tab
            key={one}
            value={one}
            px={{ base: "xs", sm: "md" }}
            rightSection={
              waiting[one] ? (
                <Badge size="sm" color="orange" data-figures>
                  {format.number(waiting[one])}
                </Badge>
              ) : null
            }
          >
            {nameOf(one)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={value}>{children}</Tabs.Panel>
    </Tabs>
  );
}
