import { AppShell, Burger, Group, Kbd, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PagePending } from "@/shared/components/page-pending";
import { useLive } from "@/shared/live/use-live";
import { useMe } from "@/shared/session/me";
import { AccountMenu } from "./account-menu";
import { Bell } from "./bell";
import { Brand } from "./brand";
import { pathsOf } from "./live-paths";
import { Menu } from "./menu";
import { OfflineBanner } from "./offline-banner";
import { BESIDE_WIDTH, SandboxAside, SandboxButton, useSandboxBeside } from "./sandbox-beside";
import { useFirstAnswers } from "./use-first-answers";
import { usePalette } from "./use-palette";
import classes from "./shell.module.css";

/** What stands around every page of who is signed in. */
export function Shell() {
  const { t } = useTranslation("shell");
  const { shop } = useMe();
  const [isOpen, { toggle, close }] = useDisclosure();
  const beside = useSandboxBeside();
  const { Palette, open, prepare } = usePalette();
  useLive(pathsOf);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 236, breakpoint: "md", collapsed: { mobile: !isOpen } }}
      aside={{
        width: BESIDE_WIDTH,
        breakpoint: "lg",
        collapsed: { mobile: true, desktop: !beside?.address },
      }}
      layout="alt"
    >
      <a className={classes["skip"]} href="#main">
        {t("skip")}
      </a>
      <AppShell.Header className={classes["header"]}>
        <Group h="100%" px={{ base: "sm", sm: "lg" }} gap="sm" wrap="nowrap">
          <Burger
            opened={isOpen}
            onClick={toggle}
            hiddenFrom="md"
            size="sm"
            aria-label={t("menu")}
          />
          <UnstyledButton
            className={classes["search"]}
            onClick={open}
            onPointerEnter={prepare}
            onFocus={prepare}
          >
            <IconSearch size={16} stroke={1.8} />
            <Text span size="sm" flex={1} miw={0} truncate>
              {t("palette.placeholder")}
            </Text>
            <Kbd size="xs" visibleFrom="sm">
              Ctrl K
            </Kbd>
          </UnstyledButton>
          <Group gap={4} ml="auto" wrap="nowrap">
            {beside ? <SandboxButton beside={beside} /> : null}
            <Bell />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes["navbar"]} p="sm">
        <Group h={40} px={8} mb="sm" justify="space-between" wrap="nowrap">
          <Link to="/" className={classes["brand"]} onClick={close}>
            <Brand size={26} />
            <Text span fw={650} truncate>
              {shop.name}
            </Text>
          </Link>
          <Burger opened onClick={close} hiddenFrom="md" size="sm" aria-label={t("menu")} />
        </Group>
        <Menu onChoose={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes["main"]}>
        <OfflineBanner />
        <div className={classes["page"]}>
          <Page />
        </div>
      </AppShell.Main>
      {beside ? <SandboxAside beside={beside} /> : null}
      {Palette ? <Palette /> : null}
    </AppShell>
  );
}

/** The frame is drawn while the first page's answers are on their way. */
function Page() {
  return useFirstAnswers() ? <Outlet /> : <PagePending />;
}
