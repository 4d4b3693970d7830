import { ActionIcon, Menu } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useKeepLanguage } from '../api/preferences';
import { changeLanguage, locales } from '../i18n';

export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  const keep = useKeepLanguage();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('shell.language')}>
          <IconLanguage size={19} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {locales.map((locale) => (
          <Menu.Item
            key={locale}
            lang={locale}
            onClick={() => {
              changeLanguage(locale);
              keep.mutate(locale);
            }}
            fw={locale === i18n.language ? 650 : 400}
            aria-current={locale === i18n.language}
          >
            {t(`language.${locale}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
