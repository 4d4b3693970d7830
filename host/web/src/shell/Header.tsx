import { Burger, Group, Kbd, Text, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './Header.module.css';
import { LanguageMenu } from './LanguageMenu';
import { SchemeSwitch } from './SchemeSwitch';
import { UserMenu } from './UserMenu';

interface HeaderProps {
  name: string;
  email: string;
  menuOpened: boolean;
  onMenu: () => void;
}

export function Header({ name, email, menuOpened, onMenu }: HeaderProps) {
  const { t } = useTranslation();
  return (
    <Group h="100%" px="md" gap="sm" wrap="nowrap">
      <Burger
        opened={menuOpened}
        onClick={onMenu}
        hiddenFrom="sm"
        size="sm"
        aria-label={t('shell.menu')}
        aria-expanded={menuOpened}
      />
      <Link to="/" className={classes.brand} aria-label={t('shell.home')}>
        <img src="/icon.svg" alt="" width={24} height={24} />
        <Text component="span" fw={680} visibleFrom="xs" size="lg">
          {t('shell.product')}
        </Text>
      </Link>
      <UnstyledButton className={classes.search} onClick={spotlight.open} aria-keyshortcuts="Control+K">
        <IconSearch size={16} aria-hidden="true" />
        <span className={classes.searchText}>{t('shell.search')}</span>
        <Kbd size="xs" visibleFrom="sm">
          {t('shell.searchKeys')}
        </Kbd>
      </UnstyledButton>
      <Group gap={4} ml="auto" wrap="nowrap">
        <LanguageMenu />
        <SchemeSwitch />
        <UserMenu name={name} email={email} />
      </Group>
    </Group>
  );
}
