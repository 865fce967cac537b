import { type ComponentProps, useState } from 'react';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { useAppLocation } from '@backstage/frontend-plugin-api';
import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { cluster, phase } from '../cluster/__testUtils__/clusters';
import { rootRouteRef } from '../routes';
import { FLEET_COLUMNS } from './columns';
import { FleetGrid } from './FleetGrid';
import { shownColumns } from './tableSettings';

const COLUMNS = shownColumns(FLEET_COLUMNS, undefined);

const nameOf = (i: number) => `cluster-${String(i).padStart(4, '0')}`;
const fleetOf = (count: number): WorkerCluster[] =>
  Array.from({ length: count }, (_, i) =>
    cluster({ name: nameOf(i), environment: i % 2 ? 'prod' : 'dev' }),
  );

type Props = ComponentProps<typeof FleetGrid>;

const NO_CONNECTIONS = new Map();
const SORTED = { sort: 'name', order: 'asc' } as const;

let change: (over: Partial<Props>) => void;
let chosen: ReadonlySet<string>;

function Harness(props: Partial<Props>) {
  const [over, setOver] = useState(props);
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  change = next => act(() => setOver(before => ({ ...before, ...next })));
  chosen = ids;
  return (
    <>
      <output>{useAppLocation().pathname}</output>
      <FleetGrid
        totalItems={over.clusters?.length ?? 0}
        clusters={undefined}
        management={NO_CONNECTIONS}
        columns={COLUMNS}
        density="dense"
        grouping={undefined}
        loading={false}
        stale={false}
        question="all"
        sorted={SORTED}
        onSort={() => {}}
        emptyState={<p>No cluster.</p>}
        chosen={ids}
        onChoose={setIds}
        {...over}
      />
    </>
  );
}

async function show(props: Partial<Props>) {
  renderInTestApp(<Harness {...props} />, {
    mountedRoutes: { '/worker-clusters': rootRouteRef },
  });
  return screen.findByRole('grid', { name: 'Clusters' });
}

const press = (key: string, rest = {}) =>
  fireEvent.keyDown(document.activeElement!, { key, ...rest });
const link = (i: number) => screen.getByRole('link', { name: nameOf(i) });
const chosenNames = () => [...chosen].map(id => id.split('/').at(-1)).sort();

it('renders the rows in sight, and says how many there are', async () => {
  const grid = await show({ clusters: fleetOf(1000), totalItems: 4000 });
  expect(grid).toHaveAttribute('aria-rowcount', '4001');
  expect(grid).toHaveAttribute('aria-colcount', String(COLUMNS.length + 1));
  const rows = within(grid).getAllByRole('row');
  expect(rows.length).toBeLessThan(40);
  expect(rows[1]).toHaveAttribute('aria-rowindex', '2');
  grid.scrollTop = 500 * 44;
  fireEvent.scroll(grid);
  const row = await screen.findByRole('row', { name: new RegExp(nameOf(505)) });
  expect(row).toHaveAttribute('aria-rowindex', '507');
});

it('renders again the row of a cluster that changed, and no other one', async () => {
  const before = fleetOf(200);
  const grid = await show({ clusters: before });
  const changed = new Set<string>();
  const observer = new MutationObserver(mutations => {
    for (const { target } of mutations) {
      const row = (target as Element).parentElement?.closest('[role=row]');
      changed.add(row?.getAttribute('aria-rowindex') ?? 'none');
    }
  });
  observer.observe(grid, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
  // As an answer has them: all of them are other objects.
  const after = before.map((old, i) => ({
    ...structuredClone(old),
    ...(i === 3 && { phase: phase('failed') }),
  }));
  change({ clusters: after });
  await waitFor(() =>
    expect(link(3).closest('[role=row]')).toHaveTextContent('Failed'),
  );
  observer.disconnect();
  expect([...changed]).toEqual(['5']);
});

it('has one stop of Tab, and moves as a spreadsheet does', async () => {
  const grid = await show({ clusters: fleetOf(100) });
  const stops = () => grid.querySelectorAll('[tabindex="0"]');
  expect([...stops()]).toEqual([link(0)]);
  act(() => link(0).focus());
  press('ArrowDown');
  expect(link(1)).toHaveFocus();
  press('ArrowLeft');
  expect(
    screen.getByRole('checkbox', { name: `Select ${nameOf(1)}` }),
  ).toHaveFocus();
  press('End');
  expect(document.activeElement).toHaveAttribute('role', 'gridcell');
  expect(document.activeElement).toHaveAttribute(
    'aria-colindex',
    String(COLUMNS.length + 1),
  );
  press('End', { ctrlKey: true });
  press('Home');
  press('ArrowRight');
  expect(link(99)).toHaveFocus();
  press('PageUp');
  press('Home', { ctrlKey: true });
  press('ArrowUp');
  press('ArrowRight');
  expect(screen.getByRole('button', { name: 'Name' })).toHaveFocus();
  expect(stops()).toHaveLength(1);
});

it('keeps the focus while its row is scrolled out of sight', async () => {
  const grid = await show({ clusters: fleetOf(1000) });
  act(() => link(2).focus());
  press('ArrowDown');
  const focused = link(3);
  grid.scrollTop = 800 * 44;
  fireEvent.scroll(grid);
  await screen.findByRole('link', { name: nameOf(802) });
  expect(focused).toBeInTheDocument();
  expect(focused).toHaveFocus();
  expect(screen.queryByRole('link', { name: nameOf(2) })).toBeNull();
  press('ArrowDown');
  expect(link(4)).toHaveFocus();
});

it('opens a cluster by Enter, also from a cell without a link', async () => {
  await show({ clusters: fleetOf(3) });
  const href = '/worker-clusters/clusters/management/clusters-dev/cluster-0001';
  expect(link(1)).toHaveAttribute('href', href);
  act(() => link(1).focus());
  press('ArrowRight');
  press('Enter');
  expect(await screen.findByText(href)).toBeInTheDocument();
});

it('selects by Space, by a press on the row, from one to another, and all', async () => {
  await show({ clusters: fleetOf(10) });
  const all = screen.getByRole('checkbox', { name: 'Select all clusters' });
  act(() => link(1).focus());
  press('ArrowRight');
  press(' ');
  expect(chosenNames()).toEqual([nameOf(1)]);
  expect(link(1).closest('[role=row]')).toHaveAttribute(
    'aria-selected',
    'true',
  );
  expect(all).toBePartiallyChecked();
  press('ArrowDown');
  press('ArrowDown');
  press(' ', { shiftKey: true });
  expect(chosenNames()).toEqual([1, 2, 3].map(nameOf));
  const [cell] = within(
    link(8).closest<HTMLElement>('[role=row]')!,
  ).getAllByText('dev');
  await userEvent.click(cell);
  expect(chosenNames()).toEqual([1, 2, 3, 8].map(nameOf));
  await userEvent.click(
    screen.getByRole('checkbox', { name: `Select ${nameOf(8)}` }),
  );
  expect(chosenNames()).toEqual([1, 2, 3].map(nameOf));
  await userEvent.click(all);
  expect(chosen.size).toBe(10);
  expect(all).toBeChecked();
  press('a', { ctrlKey: true });
  expect(chosen.size).toBe(0);
});

it('selects up to a row by Shift and a click, which also selects text in a browser', async () => {
  await show({ clusters: fleetOf(10) });
  const cellIn = (i: number) =>
    within(link(i).closest<HTMLElement>('[role=row]')!).getAllByText(
      /^(dev|prod)$/,
    )[0];
  fireEvent.click(cellIn(1));
  getSelection()!.setBaseAndExtent(cellIn(1), 0, cellIn(3), 1);
  fireEvent.click(cellIn(3), { shiftKey: true });
  expect(chosenNames()).toEqual([1, 2, 3].map(nameOf));
  // Text that is selected without Shift is to be copied.
  getSelection()!.setBaseAndExtent(cellIn(5), 0, cellIn(5), 1);
  fireEvent.click(cellIn(5));
  expect(chosenNames()).toEqual([1, 2, 3].map(nameOf));
  getSelection()!.removeAllRanges();
});

it('moves by the rows in sight with PageDown', async () => {
  const grid = await show({ clusters: fleetOf(100) });
  Object.defineProperty(grid, 'clientHeight', { value: 12 * 44 });
  act(() => link(0).focus());
  press('PageDown');
  expect(link(10)).toHaveFocus();
  press('PageUp');
  expect(link(0)).toHaveFocus();
});

it('selects the clusters of a group, also of a closed one', async () => {
  await show({ clusters: fleetOf(4), grouping: 'environment' });
  await userEvent.click(
    screen.getByRole('button', { name: 'Clusters of prod' }),
  );
  const box = screen.getByRole('checkbox', {
    name: 'Select the clusters of prod',
  });
  await userEvent.click(box);
  expect(chosenNames()).toEqual([1, 3].map(nameOf));
  expect(box).toBeChecked();
});

it('says by which column it is sorted, and sorts by a press on another', async () => {
  const onSort = jest.fn();
  await show({ clusters: fleetOf(2), onSort });
  const header = (name: string) => screen.getByRole('columnheader', { name });
  expect(header('Name')).toHaveAttribute('aria-sort', 'ascending');
  expect(header('Kubernetes')).toHaveAttribute('aria-sort', 'none');
  expect(header('Connection')).not.toHaveAttribute('aria-sort');
  await userEvent.click(screen.getByRole('button', { name: 'Name' }));
  await userEvent.click(screen.getByRole('button', { name: 'Kubernetes' }));
  expect(onSort.mock.calls).toEqual([
    ['name', 'desc'],
    ['kubernetesVersion', 'asc'],
  ]);
});

it('says that nothing is there, and nothing of the kind while it loads', async () => {
  const grid = await show({ loading: true });
  expect(grid).toHaveAttribute('aria-busy', 'true');
  expect(screen.queryByText('No cluster.')).toBeNull();
  change({ loading: false, clusters: [] });
  expect(await screen.findByText('No cluster.')).toBeInTheDocument();
  expect(screen.queryByRole('checkbox')).toBeNull();
});

it('shows texts of a cluster as text, and links no script', async () => {
  const payload = '<img src=x onerror="window.executed=1">';
  const grid = await show({
    clusters: [
      cluster({
        name: payload,
        environment: payload,
        owner: payload,
        phase: { ...phase('failed'), message: payload },
        argocd: {
          url: `${'java'}script:window.executed=1`,
          version: payload,
          availability: 'available',
          components: [],
        },
        pending: {
          verb: 'update',
          changes: [],
          number: 1,
          url: `${'java'}script:window.executed=1`,
          allowed: true,
        },
      }),
    ],
  });
  expect(within(grid).getAllByText(payload).length).toBeGreaterThan(2);
  expect(grid.querySelector('img')).toBeNull();
  expect(
    [...grid.querySelectorAll('a')].filter(
      a => !/^(https?:|\/)/.test(a.getAttribute('href')!),
    ),
  ).toEqual([]);
});
