import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFoundPage } from './pages/NotFoundPage';
import { Shell } from './shell/Shell';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: () => <NotFoundPage /> });

const dashboard = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/dashboard/DashboardPage'), 'DashboardPage'),
});

const imports = createRoute({
  getParentRoute: () => rootRoute,
  path: '/import',
  component: lazyRouteComponent(() => import('./pages/import/ImportPage'), 'ImportPage'),
});

const addons = createRoute({
  getParentRoute: () => rootRoute,
  path: '/addons',
  component: lazyRouteComponent(() => import('./pages/addons/AddonsPage'), 'AddonsPage'),
});

const plugin = createRoute({
  getParentRoute: () => rootRoute,
  path: '/addons/$plugin',
  component: lazyRouteComponent(() => import('./pages/plugin/PluginPage'), 'PluginPage'),
});

const menu = createRoute({
  getParentRoute: () => rootRoute,
  path: '/addons/$plugin/menu/$entry',
  component: lazyRouteComponent(() => import('./pages/menu/MenuPage'), 'MenuPage'),
});

const mail = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/mail',
  component: lazyRouteComponent(() => import('./pages/mail/MailPage'), 'MailPage'),
});

const security = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/security',
  component: lazyRouteComponent(() => import('./pages/security/SecurityPage'), 'SecurityPage'),
});

const backup = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/backup',
  component: lazyRouteComponent(() => import('./pages/backup/BackupPage'), 'BackupPage'),
});

const reports = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports',
  component: lazyRouteComponent(() => import('./pages/reports/ReportsPage'), 'ReportsPage'),
});

const report = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports/$id',
  component: lazyRouteComponent(() => import('./pages/reports/ReportPage'), 'ReportPage'),
});

export interface ListSearch {
  q?: string;
  create?: boolean;
  phone?: string;
  view?: 'board' | 'list' | 'all';
}

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/$collection',
  validateSearch: (search: Record<string, unknown>): ListSearch => ({
    ...(typeof search['q'] === 'string' && { q: search['q'] }),
    ...(search['create'] === true && { create: true }),
    ...((typeof search['phone'] === 'string' || typeof search['phone'] === 'number') && {
      phone: String(search['phone']),
    }),
    ...((search['view'] === 'board' || search['view'] === 'list' || search['view'] === 'all') && { view: search['view'] }),
  }),
  component: lazyRouteComponent(() => import('./pages/list/ListPage'), 'ListPage'),
});

const record = createRoute({
  getParentRoute: () => rootRoute,
  path: '/$collection/$id',
  component: lazyRouteComponent(() => import('./pages/record/RecordPage'), 'RecordPage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([dashboard, imports, addons, plugin, menu, mail, security, backup, reports, report, list, record]),
  defaultPreload: false,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
