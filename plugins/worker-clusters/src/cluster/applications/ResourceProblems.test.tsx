import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  type Application,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { german } from '../../translations/__testUtils__/german';
import { ResourceProblems, unhealthyResources } from './ResourceProblems';

const now = Date.parse('2026-11-23T08:00:00.000Z');
const cluster = {
  managementCluster: 'main',
  namespace: 'clusters-dev',
  name: 'dev',
};
const app: Application = {
  namespace: 'argocd',
  name: 'web',
  health: 'Degraded',
  sync: 'Synced',
  sources: [],
  resources: 2,
  resourceProblems: [
    {
      group: 'apps',
      kind: 'Deployment',
      namespace: 'web',
      name: 'web',
      health: 'Degraded',
    },
    { kind: 'ConfigMap', name: 'web', sync: 'OutOfSync' },
  ],
};

function show(readResource: jest.Mock, config?: object) {
  renderInTestApp(
    <ResourceProblems
      cluster={cluster}
      app={app}
      resources={unhealthyResources(app)}
      now={now}
    />,
    {
      apis: [[workerClustersApiRef, { readResource } as any]],
      config,
    },
  );
  return screen.findByRole('list', { name: /web$/ });
}
const press = () =>
  userEvent.click(
    screen.getByRole('button', {
      name: 'Read Deployment web from the cluster',
    }),
  );

describe('ResourceProblems', () => {
  afterEach(() => localStorage.clear());

  it('reads a resource only once somebody presses its button', async () => {
    const readResource = jest.fn(async (..._: unknown[]) => ({
      readAt: '2026-11-23T08:00:00.000Z',
      replicas: { desired: 2, ready: 1 },
      conditions: [
        {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
        },
      ],
      events: [
        {
          type: 'Warning',
          reason: 'BackOff',
          message: 'Back-off pulling image',
          count: 4,
          time: '2026-11-23T07:58:00.000Z',
        },
      ],
    }));
    await show(readResource);
    expect(screen.getAllByRole('button')).toHaveLength(1);
    expect(readResource).not.toHaveBeenCalled();
    await press();
    expect(
      await screen.findByText('1 of 2 replicas ready, read just now'),
    ).toBeVisible();
    expect(
      screen.getByText('Available False, MinimumReplicasUnavailable'),
    ).toBeVisible();
    expect(
      screen.getByText(
        'Warning BackOff (4 times), 2 min ago: Back-off pulling image',
      ),
    ).toBeVisible();
    expect(readResource).toHaveBeenCalledWith(cluster, {
      application: { namespace: 'argocd', name: 'web' },
      resource: {
        group: 'apps',
        kind: 'Deployment',
        namespace: 'web',
        name: 'web',
      },
    });
  });

  it('says what the backend says when it may not', async () => {
    await show(
      jest.fn(async () => {
        throw new Error('Not allowed to read Deployment web');
      }),
    );
    await press();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Not allowed to read Deployment web',
    );
  });

  it('says it in German, with what is said in it', async () => {
    const { message, messageCode } = writeMessage('response-throttled', {
      server: 'https://a',
      what: writeMessage('what-version'),
      status: 503,
    });
    await show(
      jest.fn(async () => {
        throw Object.assign(new Error(message), { messageCode });
      }),
      german,
    );
    await userEvent.click(
      await screen.findByRole('button', { name: /Deployment web/ }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'https://a: Anfrage ist später zu wiederholen (503): seine Version',
    );
  });
});
