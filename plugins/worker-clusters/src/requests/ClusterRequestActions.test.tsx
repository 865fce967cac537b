import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createRouteRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { fleetCluster } from '../form/__testUtils__/fakes';
import { german } from '../translations/__testUtils__/german';
import { ClusterRequestActions } from './ClusterRequestActions';
import { requestLink } from './requestLinks';

const mockTemplate = ({ namespace, templateName }: any) =>
  `/create/templates/${namespace}/${templateName}`;
jest.mock('@backstage/frontend-plugin-api', () => ({
  ...jest.requireActual('@backstage/frontend-plugin-api'),
  useRouteRef: () => mockTemplate,
}));

/** Decisions are remembered by cluster, also from one test to the next. */
let clusters = 0;

function show(
  options: {
    may?: string[];
    phase?: string;
    expiresAt?: string;
    config?: object;
  } = {},
) {
  const {
    may = ['update', 'decommission'],
    phase = 'ready',
    expiresAt,
    config,
  } = options;
  const authorize = jest.fn(async ({ permission }: any) => ({
    result: may.some(verb => permission.name.endsWith(verb)) ? 'ALLOW' : 'DENY',
  }));
  clusters += 1;
  const base = fleetCluster(`payments-${clusters}`);
  renderInTestApp(
    <>
      <p>Page</p>
      <ClusterRequestActions
        cluster={{ ...base, expiresAt, phase: { ...base.phase, phase } } as any}
      />
    </>,
    {
      apis: [[permissionApiRef, { authorize } as any]],
      mountedRoutes: { '/x': createRouteRef() },
      config: config as any,
    },
  );
  return authorize;
}

describe('ClusterRequestActions', () => {
  // The language that the app remembers.
  beforeEach(() => localStorage.clear());

  it('leads to the templates with the cluster chosen, by keyboard', async () => {
    const authorize = show();
    const button = await screen.findByRole('button', {
      name: 'Change cluster',
    });
    expect(authorize).toHaveBeenCalledWith(
      expect.objectContaining({ resourceRef: 'm/clusters-dev/payments-1' }),
    );
    act(() => button.focus());
    await userEvent.keyboard('{Enter}');
    const items = await screen.findAllByRole('menuitem');
    expect(items.map(item => item.textContent)).toEqual([
      'Resize',
      'Upgrade',
      'Edit specification',
      'Decommission',
    ]);
    const url = new URL(items[0].getAttribute('href')!, 'http://localhost');
    expect(url.pathname).toBe('/create/templates/default/resize-cluster');
    expect(JSON.parse(url.searchParams.get('formData')!)).toEqual({
      cluster: {
        managementCluster: 'm',
        namespace: 'clusters-dev',
        environment: 'dev',
        name: 'payments-1',
      },
    });
  });

  it('offers to extend the lifetime of a cluster that has an end', async () => {
    show({ expiresAt: '2026-12-28T12:00:00Z' });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Change cluster' }),
    );
    const item = await screen.findByRole('menuitem', {
      name: 'Extend lifetime',
    });
    expect(item.getAttribute('href')).toContain(
      '/create/templates/default/extend-cluster?',
    );
  });

  it('speaks German where the app does', async () => {
    show({ phase: 'deleting', config: german });
    expect(
      await screen.findByText('Der Cluster wird gelöscht.'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: /^Cluster ändern, im Moment nicht/ }),
    ).toBeInTheDocument();
  });

  it('shows only what the user may request', async () => {
    show({ may: ['decommission'] });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Change cluster' }),
    );
    expect(await screen.findAllByRole('menuitem')).toHaveLength(1);
  });

  it('is not there for users who may request nothing', async () => {
    const authorize = show({ may: [] });
    await waitFor(() => expect(authorize).toHaveBeenCalledTimes(2));
    await screen.findByText('Page');
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it.each(['requested', 'merged', 'closed', 'deleting'])(
    'says why nothing can be requested: %s',
    async phase => {
      show({ phase });
      const button = await screen.findByRole('button', {
        name: /not possible now\. The cluster/,
      });
      expect(button).toHaveAttribute('aria-disabled', 'true');
      await userEvent.click(button);
      expect(screen.queryByRole('menuitem')).not.toBeInTheDocument();
    },
  );
});

it('encodes what it carries', () => {
  const link = requestLink('/t', {
    managementCluster: 'a&b',
    namespace: 'c#d',
    environment: 'e',
    name: 'f"g',
  });
  const { searchParams } = new URL(link, 'http://localhost');
  expect(JSON.parse(searchParams.get('formData')!).cluster).toMatchObject({
    managementCluster: 'a&b',
    namespace: 'c#d',
    name: 'f"g',
  });
});
