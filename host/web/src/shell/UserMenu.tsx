import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconLogout, IconUsb } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLogout } from '../api/session';

export function UserMenu({ name, email }: { name: string; email: string }) {
  const { t } = useTranslation();
  const logout = useLogout();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <UnstyledButton aria-label={t('shell.account', { name })}>
          <Avatar size={30} color="harbour" name={name} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {name}
          </Text>
          {email}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/settings/security" leftSection={<IconUsb size={16} />}>
          {t('security.title')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => logout.mutate()}>
          {t('shell.logout')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
