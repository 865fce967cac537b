import { type ComponentType, lazy } from 'react';
import { PluginHeader } from '@backstage/ui';
import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import {
  NotFoundErrorPage,
  type SubRouteRef,
  useAppLocation,
  useRouteRef,
  useRouteRefParams,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
// A legacy app has no router but this one, and useRouteRefParams reads the parameters of the address from its routes. With the new
// frontend system the framework does that: nothing outside of this folder may import it.
// eslint-disable-next-line no-restricted-imports
import { Navigate, Route, Routes } from 'react-router-dom';
import { NewClusterButton } from '../components/NewClusterButton';
import { PAGES } from '../pages';
import { PluginIcon } from '../requests/PluginIcon';
import { clusterRouteRef, requestRouteRef, rootRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';

/** The header that the new frontend system gives the pages: where one is, the tabs and the button. */
function Header({ page }: { page: (typeof PAGES)[number] }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { pathname } = useAppLocation();
  const { name } = useRouteRefParams(clusterRouteRef);
  const { number } = useRouteRefParams(requestRouteRef);
  const root = useRouteRef(rootRouteRef)?.() ?? '';
  const detail = name ?? (number && `#${number}`);
  return (
    <PluginHeader
      icon={<PluginIcon />}
      title={t('common.page.plugin')}
      titleLink={root}
      breadcrumbs={[
        { label: t('common.page.plugin'), href: root },
        { label: t(page.title), href: `${root}/${page.name}` },
        ...(detail ? [{ label: detail, href: pathname }] : []),
      ]}
      tabs={PAGES.map(tab => ({
        id: tab.name,
        label: t(tab.title),
        href: `${root}/${tab.name}`,
        matchStrategy: 'prefix',
      }))}
      customActions={<NewClusterButton inHeader />}
    />
  );
}

function PageBelowHeader(props: {
  page: (typeof PAGES)[number];
  Content: ComponentType;
}) {
  return (
    <>
      <Header page={props.page} />
      <props.Content />
    </>
  );
}

const PAGE_ROUTES = PAGES.flatMap(page => {
  const Content = lazy(async () => ({ default: await page.load() }));
  const paths = page.routes.map(
    (route: SubRouteRef<any>) => convertLegacyRouteRef(route).path,
  );
  return [`/${page.name}`, ...paths].map(path => (
    <Route
      key={path}
      path={`${path}/*`}
      element={<PageBelowHeader page={page} Content={Content} />}
    />
  ));
});

/** The first page, at the address of the plugin. */
function ToFirstPage() {
  const { search, hash } = useAppLocation();
  return <Navigate to={{ pathname: PAGES[0].name, search, hash }} replace />;
}

/** The pages of the plugin. */
export function WorkerClustersPages() {
  return (
    <Routes>
      <Route index element={<ToFirstPage />} />
      {PAGE_ROUTES}
      <Route path="*" element={<NotFoundErrorPage />} />
    </Routes>
  );
}
