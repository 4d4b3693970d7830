import {
  IconBuilding,
  IconChartBar,
  IconChecklist,
  IconDatabase,
  IconFileImport,
  IconFlame,
  IconLifebuoy,
  IconMail,
  IconPuzzle,
  IconReceipt,
  IconReportAnalytics,
  IconSpeakerphone,
  IconTargetArrow,
  IconUsers,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useMatchRoute } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { menuQuery } from '../api/menu';
import { useMay } from '../api/rights';
import type { Collection } from '../collections';
import { labelOf } from '../i18n';
import classes from './Navigation.module.css';

const icons: Record<Collection, ReactNode> = {
  tasks: <IconChecklist size={18} stroke={1.7} />,
  persons: <IconUsers size={18} stroke={1.7} />,
  organisations: <IconBuilding size={18} stroke={1.7} />,
  leads: <IconFlame size={18} stroke={1.7} />,
  deals: <IconTargetArrow size={18} stroke={1.7} />,
  orders: <IconReceipt size={18} stroke={1.7} />,
  cases: <IconLifebuoy size={18} stroke={1.7} />,
  campaigns: <IconSpeakerphone size={18} stroke={1.7} />,
};

export function Navigation() {
  const { t, i18n } = useTranslation();
  const menu = useQuery(menuQuery).data ?? [];
  const isOnEntry = Boolean(useMatchRoute()({ to: '/addons/$plugin/menu/$entry' }));
  return (
    <div className={classes.navigation}>
      <Link to="/" className={classes.link} activeOptions={{ exact: true }}>
        <IconChartBar size={18} stroke={1.7} aria-hidden="true" />
        {t('nav.dashboard')}
      </Link>
      {(Object.keys(icons) as Collection[]).map((collection) => (
        <Link key={collection} to="/$collection" params={{ collection }} className={classes.link} activeOptions={{ includeSearch: false }}>
          <span aria-hidden="true" className={classes.icon}>
            {icons[collection]}
          </span>
          {t(`nav.${collection}`)}
        </Link>
      ))}
      <Link to="/reports" className={classes.link}>
        <IconReportAnalytics size={18} stroke={1.7} aria-hidden="true" />
        {t('nav.reports')}
      </Link>
      {menu.length > 0 && <hr className={classes.line} />}
      {menu
        .filter(({ state }) => state === 'open')
        .map(({ plugin, entry, label }) => (
          <Link key={`${plugin}/${entry}`} to="/addons/$plugin/menu/$entry" params={{ plugin, entry }} className={classes.link}>
            <IconPuzzle size={18} stroke={1.7} aria-hidden="true" />
            {labelOf(label, i18n.language, entry)}
          </Link>
        ))}
      <hr className={classes.line} />
      <Link to="/import" className={classes.link}>
        <IconFileImport size={18} stroke={1.7} aria-hidden="true" />
        {t('nav.import')}
      </Link>
      <Link to="/addons" className={classes.link} activeOptions={{ exact: isOnEntry }}>
        <IconPuzzle size={18} stroke={1.7} aria-hidden="true" />
        {t('nav.addons')}
      </Link>
      <Link to="/settings/mail" className={classes.link}>
        <IconMail size={18} stroke={1.7} aria-hidden="true" />
        {t('nav.mail')}
      </Link>
      {useMay('backup.manage') && (
        <Link to="/settings/backup" className={classes.link}>
          <IconDatabase size={18} stroke={1.7} aria-hidden="true" />
          {t('nav.backup')}
        </Link>
      )}
    </div>
  );
}
