import { useState } from 'react';
import axe from 'axe-core';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useAppLocation } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  ConnectionState,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  cluster as fixture,
  phase,
} from '../../cluster/__testUtils__/clusters';
import { rootRouteRef } from '../../routes';
import type { Grouping } from '../groups';
import { FleetMap } from './FleetMap';

const since = new Date(Date.now() - 215_000).toISOString();

const cluster = (name: string, over: Partial<WorkerCluster> = {}) =>
  fixture({
    name,
    connection: { status: 'live', since, lastSeen: since },
    kubernetesVersion: 'v1.34.2-eks-1',
    ...over,
  });

const clusters = [
  cluster('web'),
  cluster('broken', { environment: 'prod', phase: phase('failed') }),
  cluster('away', {
    environment: 'prod',
    connection: { status: 'unreachable', since, lastSeen: since },
  }),
  cluster('fine', { environment: 'prod' }),
];

const Selecting = (
  props: Omit<Parameters<typeof FleetMap>[0], 'chosen' | 'onChoose'>,
) => {
  const [chosen, onChoose] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      <FleetMap {...props} chosen={chosen} onChoose={onChoose} />
      <p data-testid="chosen">
        {[...chosen].map(id => id.split('/').pop()).join(' ')}
      </p>
    </>
  );
};

const Address = () => <output>{useAppLocation().pathname}</output>;

const show = (
  options: {
    clusters?: WorkerCluster[];
    management?: Map<string, ConnectionState>;
    group?: Grouping;
  } = {},
) =>
  renderInTestApp(
    <>
      <Address />
      <Selecting
        clusters={clusters}
        management={new Map()}
        group="environment"
        emptyState={<p>Nothing here</p>}
        {...options}
      />
    </>,
    { mountedRoutes: { '/worker-clusters': rootRouteRef } },
  );

const names = (group: HTMLElement) =>
  within(group)
    .getAllByRole('link')
    .map(link => link.getAttribute('aria-label'));

it('shows the clusters of each group as links, the worst first', async () => {
  show();
  const prod = await screen.findByRole('region', { name: 'prod' });
  expect(names(prod)).toEqual([
    'broken: Failed, Message of failed.',
    'away: last known state Ready, Unreachable',
    'fine: Ready',
  ]);
  expect(within(prod).getByRole('link', { name: /^broken/ })).toHaveAttribute(
    'href',
    '/worker-clusters/clusters/management/clusters-dev/broken',
  );
  expect(prod).toHaveTextContent('3 clusters');
  expect(prod).toHaveTextContent('1 Failed or Degraded');
  expect(prod).toHaveTextContent('1 Last known state');
  expect(prod).toHaveTextContent('1 Ready');
  expect(names(screen.getByRole('region', { name: 'dev' }))).toEqual([
    'web: Ready',
  ]);
});

it('has one group without a grouping, and one for clusters without the key', async () => {
  const { unmount } = show({ group: undefined });
  expect(
    names(await screen.findByRole('region', { name: 'All clusters' })),
  ).toHaveLength(4);
  unmount();
  show({ group: 'owner' });
  expect(
    names(await screen.findByRole('region', { name: 'No owner' })),
  ).toHaveLength(4);
});

it('has no tile that is ready while the management cluster is not heard', async () => {
  show({
    management: new Map([
      ['management', { status: 'unreachable', since, lastSeen: since }],
    ]),
  });
  const legend = await screen.findByRole('list', { name: 'Legend' });
  expect(legend).toHaveTextContent(/^Last known state 4$/);
});

it('is one stop of the tabulator, moves with the arrow keys and tells about the cluster in focus', async () => {
  show();
  await screen.findByRole('region', { name: 'prod' });
  // Without a key before it jsdom takes the focus for one that is to be seen.
  act(() => screen.getByRole('link', { name: 'web: Ready' }).focus());
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  const away = screen.getByRole('link', { name: /^away: last known/ });
  expect(away).toHaveFocus();
  const details = document.getElementById(
    away.getAttribute('aria-describedby')!,
  );
  expect(details).toHaveTextContent('Unreachable, last seen 3 min ago');
  expect(details).toHaveTextContent('The portal cannot look at the moment');
  expect(details).toHaveTextContent('Kubernetes1.34.2-eks-1');
  await userEvent.keyboard('{Escape}');
  expect(details).not.toBeInTheDocument();
  await userEvent.tab();
  await userEvent.tab({ shift: true });
  expect(away).toHaveFocus();
});

it('opens the cluster of a tile', async () => {
  show();
  await userEvent.click(await screen.findByRole('link', { name: /^fine/ }));
  await waitFor(() =>
    expect(screen.getByRole('status')).toHaveTextContent(
      '/worker-clusters/clusters/management/clusters-dev/fine',
    ),
  );
});

it('shows the details at the first tap of a finger', async () => {
  show();
  const fine = await screen.findByRole('link', { name: /^fine/ });
  const tap = new MouseEvent('click', { bubbles: true, cancelable: true });
  Object.defineProperty(tap, 'pointerType', { value: 'touch' });
  fireEvent(fine, tap);
  expect(fine).toHaveAttribute('aria-describedby');
  expect(fine).toBeInTheDocument();
});

const chosen = () => screen.getByTestId('chosen').textContent;

it('selects with the keyboard, and still opens with Enter', async () => {
  show();
  await screen.findByRole('region', { name: 'prod' });
  await userEvent.tab();
  await userEvent.tab();
  expect(screen.getByRole('link', { name: 'web: Ready' })).toHaveFocus();
  await userEvent.keyboard('{ArrowRight} ');
  expect(chosen()).toBe('broken');
  const broken = screen.getByRole('checkbox', { name: /^broken: Failed/ });
  expect(broken).toBeChecked();
  expect(broken).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{Shift>} {/Shift}');
  expect(chosen()).toBe('broken away fine');
  await userEvent.keyboard(' ');
  expect(chosen()).toBe('broken away');
  await userEvent.keyboard('{Control>}a{/Control}');
  expect(chosen()!.split(' ').sort()).toEqual([
    'away',
    'broken',
    'fine',
    'web',
  ]);
  await userEvent.keyboard('{Enter}');
  await waitFor(() =>
    expect(screen.getByRole('status')).toHaveTextContent(
      '/worker-clusters/clusters/management/clusters-dev/fine',
    ),
  );
  expect(chosen()!.split(' ')).toHaveLength(4);
});

it('selects with the pointer while clusters are selected, and opens otherwise', async () => {
  show();
  const select = await screen.findByRole('button', { name: 'Select clusters' });
  await userEvent.click(select);
  expect(select).toHaveAttribute('aria-pressed', 'true');
  const user = userEvent.setup();
  await user.click(screen.getByRole('checkbox', { name: /^broken/ }));
  await user.keyboard('{Shift>}');
  await user.click(screen.getByRole('checkbox', { name: /^fine/ }));
  await user.keyboard('{/Shift}');
  expect(chosen()).toBe('broken away fine');
  await user.click(
    screen.getByRole('checkbox', { name: 'Select the clusters of prod' }),
  );
  expect(chosen()).toBe('');
  await user.click(screen.getByRole('checkbox', { name: /^web/ }));
  expect(screen.getByRole('status')).toHaveTextContent(/^\/$/);

  await user.click(select);
  await user.click(screen.getByRole('link', { name: 'web: Ready, selected' }));
  await waitFor(() =>
    expect(screen.getByRole('status')).toHaveTextContent(/\/web$/),
  );
});

it('has no violation of WCAG AA while clusters are selected', async () => {
  const { container } = show();
  await userEvent.click(
    await screen.findByRole('button', { name: 'Select clusters' }),
  );
  await userEvent.click(screen.getByRole('checkbox', { name: /^web/ }));
  const { violations } = await axe.run(container, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id }) => id)).toEqual([]);
});

it('says when there is no cluster', async () => {
  show({ clusters: [] });
  expect(await screen.findByText('Nothing here')).toBeInTheDocument();
});
