import { Anchor, Badge, Button, Card, Group, Image, Progress, Text, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "@/shared/components/links";
import { useRights } from "@/shared/session/me";
import {
  type FirstSteps as Steps,
  firstStepsQuery,
  type Step,
  useAside,
} from "../queries/first-steps";
import classes from "./first-steps.module.css";

/** On the overview, for whoever can take the steps, until they are done or put aside. */
export function FirstStepsBlock() {
  const can = useRights();
  const [isAside] = useAside();
  return can("settings:edit") && !isAside ? <UnlessDone /> : null;
}

function UnlessDone() {
  const { t } = useTranslation("integrations");
  const [, putAside] = useAside();
  const { data } = useQuery(firstStepsQuery);
  // Nothing while it is not known: the overview must not jump for those who are long done.
  if (!data || data.is_done) return null;
  return (
    <Card component="section" aria-labelledby="first-steps" mb="lg">
      <Group justify="space-between" mb="sm" gap="xs">
        <div>
          <Title order={2} id="first-steps">
            {t("steps.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("steps.text")}
          </Text>
        </div>
        <Button variant="subtle" color="gray" onClick={() => putAside(true)}>
          {t("steps.aside")}
        </Button>
      </Group>
      <StepList steps={data} />
    </Card>
  );
}

/** All steps with what stands in the way of each; looks again by itself. */
export function StepList({ steps }: { steps: Steps }) {
  const { t } = useTranslation("integrations");
  const done = steps.items.filter(({ is_done }) => is_done).length;
  const current = steps.items.find(({ is_done }) => !is_done);
  return (
    <>
      <Progress
        value={(done / steps.items.length) * 100}
        aria-label={t("steps.progress", { done, total: steps.items.length })}
        mb="md"
        size="sm"
      />
      <ol className={classes["list"]}>
        {steps.items.map((step, place) => (
          <OneStep
            key={step.name}
            step={step}
            steps={steps}
            number={place + 1}
            isCurrent={step === current}
          />
        ))}
      </ol>
    </>
  );
}

interface StepProps {
  step: Step;
  steps: Steps;
  number: number;
  isCurrent: boolean;
}

function OneStep({ step, steps, number, isCurrent }: StepProps) {
  const { t } = useTranslation("integrations");
  const title = t(`steps.step.${step.name}`);
  return (
    <li
      className={classes["step"]}
      aria-label={title}
      aria-current={isCurrent ? "step" : undefined}
      data-done={step.is_done || undefined}
    >
      <span className={classes["number"]} aria-hidden>
        {step.is_done ? <IconCheck size={16} stroke={2.4} /> : number}
      </span>
      <div className={classes["body"]}>
        <Group gap="xs">
          <Text fw={600}>{title}</Text>
          {step.is_done ? <Badge>{t("steps.done")}</Badge> : null}
        </Group>
        {step.obstacle ? (
          <Text size="sm" c="dimmed" mt={2} role={isCurrent ? "status" : undefined}>
            {t(`steps.obstacle.${step.obstacle}`, {
              variable: step.variable ?? "",
              bot: t(`bots.which.${step.bot ?? "client"}`),
              count: steps.waiting_cashiers,
            })}
            {step.trouble ? ` Telegram: ${step.trouble}.` : ""}
          </Text>
        ) : null}
        {isCurrent ? <Way step={step} steps={steps} /> : null}
      </div>
    </li>
  );
}

/** The button that leads to where the step is taken. */
function Way({ step, steps }: { step: Step; steps: Steps }) {
  const { t } = useTranslation("integrations");
  switch (step.name) {
    case "bot":
      return (
        <Group mt="sm" gap="xs">
          <Button
            component="a"
            variant="default"
            href="https://t.me/BotFather"
            target="_blank"
            rel="noreferrer"
          >
            {t("steps.botFather")}
          </Button>
          <ButtonLink variant="default" to="/settings" hash="bots">
            {t("steps.toBots")}
          </ButtonLink>
        </Group>
      );
    case "channel":
      return (
        <ButtonLink mt="sm" to="/settings" hash="channel">
          {t("steps.toChannel")}
        </ButtonLink>
      );
    case "template":
      return step.obstacle === "templates_paused" ? (
        <ButtonLink mt="sm" to="/templates">
          {t("steps.toTemplates")}
        </ButtonLink>
      ) : (
        <ButtonLink mt="sm" to="/templates/new">
          {t("steps.newTemplate")}
        </ButtonLink>
      );
    case "cashier":
      return step.obstacle === "cashier_waits" ? (
        <ButtonLink mt="sm" to="/cashiers" search={{ tab: "requests" }}>
          {t("steps.toRequests")}
        </ButtonLink>
      ) : (
        <OpenBot bot={steps.cashier_bot} text={t("steps.cashierText")} />
      );
    case "code":
      return step.obstacle === "no_code" ? (
        <OpenBot bot={steps.client_bot} text={t("steps.clientText")}>
          <ButtonLink variant="default" to="/clients">
            {t("steps.issueByHand")}
          </ButtonLink>
        </OpenBot>
      ) : (
        <OpenBot bot={steps.cashier_bot} text={t("steps.redeemText")} />
      );
  }
}

interface OpenProps {
  bot: Steps["client_bot"];
  text: string;
  children?: React.ReactNode;
}

/** A bot to open: by its link here, by its picture on a phone. */
function OpenBot({ bot, text, children }: OpenProps) {
  const { t } = useTranslation("integrations");
  return (
    <Group mt="sm" gap="md" align="center" wrap="nowrap">
      {bot ? (
        <Image
          src={`data:image/png;base64,${bot.qr_code_base64}`}
          alt={t("steps.qr", { username: bot.username })}
          w={112}
          h={112}
          radius="md"
          className={classes["picture"]}
        />
      ) : null}
      <div>
        <Text size="sm">{text}</Text>
        <Group gap="xs" mt="xs">
          {bot ? (
            <Anchor href={bot.link} target="_blank" rel="noreferrer" size="sm">
              @{bot.username}
            </Anchor>
          ) : null}
          {children}
        </Group>
      </div>
    </Group>
  );
}
