import { AppShell, Center, Loader } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import { LoginPage } from '../pages/login/LoginPage';
import { CommandPalette } from './CommandPalette';
import { Failure } from './Failure';
import { Header } from './Header';
import { LiveEvents } from './LiveEvents';
import { Navigation } from './Navigation';
import classes from './Shell.module.css';
import { useKeptLanguage } from './useKeptLanguage';

/** The frame around every page; without a session there is only the login. */
export function Shell() {
  const { t } = useTranslation();
  const session = useSession();
  if (session.isPending) {
    return (
      <Center className={classes.whole} component="main">
        <Loader role="status" aria-label={t('shell.loading')} />
      </Center>
    );
  }
  if (session.isError) {
    return (
      <Center className={classes.whole} component="main">
        <Failure error={session.error} />
      </Center>
    );
  }
  return session.data ? <Frame name={session.data.user.name} email={session.data.user.email} /> : <LoginPage />;
}

function Frame({ name, email }: { name: string; email: string }) {
  const { t } = useTranslation();
  const [opened, menu] = useDisclosure(false);
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { close } = menu;
  useKeptLanguage();

  useEffect(() => {
    close();
    window.scrollTo(0, 0);
  }, [path, close]);

  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      classNames={{ root: classes.root, header: classes.bar, navbar: classes.bar }}
    >
      <a className={classes.skip} href="#main" onClick={() => main.current?.focus()}>
        {t('shell.skip')}
      </a>
      <AppShell.Header>
        <Header name={name} email={email} menuOpened={opened} onMenu={menu.toggle} />
      </AppShell.Header>
      <AppShell.Navbar aria-label={t('shell.navigation')}>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <div className={classes.page}>
          <Outlet />
        </div>
      </AppShell.Main>
      <CommandPalette />
      <LiveEvents />
    </AppShell>
  );
}
