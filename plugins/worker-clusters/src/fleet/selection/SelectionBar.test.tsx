import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useAppLocation } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { cluster, phase } from '../../cluster/__testUtils__/clusters';
import { UpgradeQueueBar } from '../../requests/UpgradeQueueBar';
import { rootRouteRef } from '../../routes';
import { SelectionBar } from './SelectionBar';

const mockTemplate = ({ namespace, templateName }: any) =>
  `/create/templates/${namespace}/${templateName}`;
// The scaffolder is not there.
jest.mock('@backstage/frontend-plugin-api', () => {
  const actual = jest.requireActual('@backstage/frontend-plugin-api');
  return {
    ...actual,
    useRouteRef: (ref: any) =>
      ref.$$type === '@backstage/ExternalRouteRef'
        ? mockTemplate
        : actual.useRouteRef(ref),
  };
});

const TEMPLATE = '/create/templates/default/upgrade-cluster';
const [web, data, away] = ['web', 'data', 'away'].map(name =>
  cluster({ name }),
);

function Address() {
  const { pathname, search } = useAppLocation();
  return <output>{decodeURIComponent(pathname + search)}</output>;
}

const show = (chosen: WorkerCluster[], onClear = () => {}) =>
  renderInTestApp(
    <>
      <Address />
      <UpgradeQueueBar />
      <SelectionBar chosen={chosen} onClear={onClear} />
    </>,
    {
      mountedRoutes: { '/worker-clusters': rootRouteRef },
    },
  );

beforeEach(() => sessionStorage.clear());

it('leads to the comparison of the chosen clusters', async () => {
  show([web, data]);
  const link = await screen.findByRole('link', { name: 'Compare' });
  expect(decodeURIComponent(link.getAttribute('href')!)).toBe(
    '/worker-clusters/clusters/compare?cluster=management/clusters-dev/web&cluster=management/clusters-dev/data',
  );
  expect(screen.getByText('2 clusters selected')).toBeInTheDocument();
});

it.each([
  ['one', [web]],
  ['seven', Array.from({ length: 7 }, (_, i) => cluster({ name: `c${i}` }))],
])('says why %s clusters are not compared', async (_, chosen) => {
  show(chosen);
  expect(
    await screen.findByText('Two to 6 clusters can be compared.'),
  ).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: 'Compare' })).toBeNull();
});

it('opens the upgrades of the clusters one after the other', async () => {
  show([web, cluster({ name: 'gone', phase: phase('deleting') }), data]);
  expect(
    await screen.findByText('1 of them cannot be upgraded now.'),
  ).toBeInTheDocument();
  await userEvent.click(
    screen.getByRole('button', { name: 'Upgrade one after the other' }),
  );
  expect(screen.getByRole('status')).toHaveTextContent(TEMPLATE);
  expect(screen.getByRole('status')).toHaveTextContent('"name":"web"');
  expect(
    screen.getByText('1 of 2 upgrades opened. Next: data.'),
  ).toBeInTheDocument();
  const next = screen.getByRole('link', { name: 'Upgrade data' });
  expect(decodeURIComponent(next.getAttribute('href')!)).toContain(
    '"name":"data"',
  );
  await userEvent.click(next);
  expect(
    screen.getByText('The upgrades of all 2 clusters were opened.'),
  ).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(screen.queryByText(/upgrades of all/)).toBeNull();
});

it('clears the selection', async () => {
  const onClear = jest.fn();
  show([away], onClear);
  await userEvent.click(
    await screen.findByRole('button', { name: 'Clear selection' }),
  );
  expect(onClear).toHaveBeenCalledTimes(1);
});
