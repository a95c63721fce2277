import {
  Button,
  Card,
  Center,
  Skeleton,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import { IconListSearch, IconTicketOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { type CodeSearch, readingsQuery, storyQuery } from "../queries/codes";
import classes from "./code-page.module.css";
import { CodeText } from "./code-text";
import { Story } from "./story";

interface Props {
  search: CodeSearch;
  onSearch: (search: CodeSearch) => void;
}

/** "What happened to this code?": one field, and the whole story. */
export function CodePage({ search, onSearch }: Props) {
  const { t } = useTranslation("loyalty");
  return (
    <>
      <PageHeader title={t("code.lookUp")} text={t("code.lookUpText")} />
      <Stack gap="lg">
        <Field key={search.code} code={search.code} onSearch={onSearch} />
        {search.code ? (
          <Found search={search} code={search.code} onSearch={onSearch} />
        ) : (
          <EmptyState icon={IconListSearch} title={t("code.ask")} text={t("code.askText")} />
        )}
      </Stack>
    </>
  );
}

function Field({ code, onSearch }: { code: string | undefined; onSearch: Props["onSearch"] }) {
  const { t } = useTranslation("loyalty");
  const [typed, setTyped] = useState(code ?? "");
  const ask = () => {
    const wanted = typed.trim();
    if (wanted) onSearch({ code: wanted });
  };
  return (
    <form
      role="search"
      className={classes["field"]}
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <TextInput
        aria-label={t("code.code")}
        placeholder="ДЯА4589"
        size="lg"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={64}
        autoFocus
        classNames={{ input: classes["input"] }}
      />
      <Button type="submit" size="lg">
        {t("code.find")}
      </Button>
    </form>
  );
}

/** What was typed may be read in several ways; then the person chooses, nobody guesses. */
function Found({ search, code, onSearch }: Props & { code: string }) {
  const { t } = useTranslation("loyalty");
  const { data, error, refetch } = useQuery(readingsQuery(code));
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} radius="lg" />;
  const [first] = data.items;
  const chosen = search.id ?? (data.items.length === 1 ? first?.id : undefined);
  if (chosen) return <StoryOf discountId={chosen} />;
  if (!first) {
    return (
      <EmptyState
        icon={IconTicketOff}
        title={t("code.unknown", { code })}
        text={t("code.unknownText")}
      />
    );
  }
  return (
    <Card>
      <Stack gap="xs">
        <Text fw={600}>{t("code.several")}</Text>
        {data.items.map((one) => (
          <UnstyledButton
            key={one.id}
            className={classes["reading"]}
            onClick={() => onSearch({ code, id: one.id })}
          >
            <CodeText code={one.code} />
            <Text size="sm" c="dimmed">
              {one.client_name} · {one.template_name}
            </Text>
          </UnstyledButton>
        ))}
      </Stack>
    </Card>
  );
}

function StoryOf({ discountId }: { discountId: number }) {
  const { data, error, refetch } = useQuery(storyQuery(discountId));
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!data) {
    return (
      <Center>
        <Skeleton height={220} radius="lg" />
      </Center>
    );
  }
  return <Story story={data} />;
}
