import { screen } from '@testing-library/react';
import {
  createExtensionTester,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { homePageWidgetDataRef } from '@backstage/plugin-home-react/alpha';
import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { homeWidget } from './homeWidget';

jest.setTimeout(60_000);

it('shows the fleet in the card of a home page', async () => {
  const { component, name } = createExtensionTester(homeWidget).get(
    homePageWidgetDataRef,
  );
  expect(name).toBe('WorkerClusters');
  const getSummary = jest
    .fn()
    .mockRejectedValue(new TypeError('Failed to fetch'));
  renderInTestApp(component, {
    apis: [
      [
        workerClustersApiRef,
        { getSummary } as Partial<WorkerClustersApi> as WorkerClustersApi,
      ],
    ],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
  });
  expect(
    await screen.findByRole('alert', {}, { timeout: 30_000 }),
  ).toHaveTextContent('The fleet cannot be read.');
  expect(screen.getByText('Worker clusters')).toBeInTheDocument();
});
