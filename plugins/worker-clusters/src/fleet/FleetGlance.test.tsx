import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { WorkerClustersApi } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { FleetGlance } from './FleetGlance';

it('says why the fleet cannot be read and what to do, and tries again', async () => {
  const getSummary = jest
    .fn()
    .mockRejectedValue(new TypeError('Failed to fetch'));
  renderInTestApp(<FleetGlance />, {
    apis: [
      [
        workerClustersApiRef,
        { getSummary } as Partial<WorkerClustersApi> as WorkerClustersApi,
      ],
    ],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
  });
  const alert = await screen.findByRole('alert', {}, { timeout: 10_000 });
  expect(alert).toHaveTextContent('The fleet cannot be read.');
  expect(alert).not.toHaveTextContent('Failed to fetch');
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(getSummary).toHaveBeenCalledTimes(2);
});
