import { useState } from 'react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import {
  ANNOTATION_CLUSTER,
  type WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { cluster } from '../cluster/__testUtils__/clusters';
import { rootRouteRef } from '../routes';
import { EntityClusterCard } from './EntityCluster';

const entity = (annotation?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name: 'payments',
    annotations: annotation ? { [ANNOTATION_CLUSTER]: annotation } : {},
  },
  spec: { type: 'kubernetes-cluster', owner: 'group:default/payments' },
});
const PAYMENTS = entity('management/clusters-dev/payments');

/** The card on a page that can go on to another entity. */
function Page({ entities }: { entities: Entity[] }) {
  const [index, setIndex] = useState(0);
  return (
    <EntityProvider entity={entities[index]}>
      <button onClick={() => setIndex(index + 1)}>Next</button>
      <EntityClusterCard />
    </EntityProvider>
  );
}

const show = (
  getCluster: WorkerClustersApi['getCluster'],
  entities = [PAYMENTS],
) =>
  renderInTestApp(<Page entities={entities} />, {
    apis: [[workerClustersApiRef, { getCluster } as WorkerClustersApi]],
    mountedRoutes: { '/worker-clusters': rootRouteRef },
  });

const running = async () => cluster({ kubernetesVersion: 'v1.34.2' });

/** What is visible again reads again. */
const comeBack = () => document.dispatchEvent(new Event('visibilitychange'));

describe('EntityClusterCard', () => {
  it('shows the state of the cluster, and leads to its page', async () => {
    show(running);
    expect(await screen.findByText('1.34.2')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Follow the cluster' }),
    ).toHaveAttribute(
      'href',
      '/worker-clusters/clusters/management/clusters-dev/payments',
    );
  });

  it.each([undefined, 'payments'])(
    'says that an entity with the annotation %j has no cluster',
    async annotation => {
      const getCluster = jest.fn();
      show(getCluster, [entity(annotation)]);
      expect(
        await screen.findByText(/^This entity has no valid annotation/),
      ).toBeInTheDocument();
      expect(getCluster).not.toHaveBeenCalled();
    },
  );

  it('keeps the last known state of a cluster that cannot be read any more, and says so', async () => {
    const getCluster = jest
      .fn(running)
      .mockImplementationOnce(running)
      .mockRejectedValue(new TypeError('Failed to fetch'));
    show(getCluster);
    await screen.findByText('1.34.2');
    comeBack();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The cluster cannot be read',
    );
    expect(screen.getByText('1.34.2')).toBeInTheDocument();
  });

  it('shows nothing of a cluster that is gone', async () => {
    const getCluster = jest
      .fn(running)
      .mockImplementationOnce(running)
      .mockRejectedValue(new NotFoundError('Gone.'));
    show(getCluster);
    await screen.findByText('1.34.2');
    comeBack();
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    expect(screen.queryByText('1.34.2')).not.toBeInTheDocument();
  });

  it('shows nothing of one cluster while the next one loads', async () => {
    show(
      ({ name }) => (name === 'payments' ? running() : new Promise(() => {})),
      [PAYMENTS, entity('management/clusters-dev/search')],
    );
    await screen.findByText('1.34.2');
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));
    await waitFor(() =>
      expect(screen.queryByText('1.34.2')).not.toBeInTheDocument(),
    );
  });
});
