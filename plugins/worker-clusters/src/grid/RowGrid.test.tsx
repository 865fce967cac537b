import { act, fireEvent, screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { useAppLocation } from '@backstage/frontend-plugin-api';
import { CellLink } from './CellLink';
import { type RowColumn, RowGrid } from './RowGrid';

interface Row {
  id: string;
  /** Without one its name leads nowhere. */
  href?: string;
}

const COLUMNS: Array<RowColumn<Row, 'name' | 'other' | 'note'>> = [
  {
    id: 'name',
    title: 'Name',
    Content: ({ row }) => <CellLink href={row.href}>{row.id}</CellLink>,
    minWidth: 100,
    grows: '2fr',
    sortable: true,
  },
  {
    id: 'other',
    title: 'Other',
    Content: ({ row }) => <CellLink href="/other">{`of ${row.id}`}</CellLink>,
    minWidth: 80,
    sortable: true,
  },
  { id: 'note', title: 'Note', Content: () => <>–</>, minWidth: 60 },
];

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: `r${i}`, href: `/r${i}` }));

async function show(options: {
  rows: Row[];
  totalRows?: number;
  onSort?: jest.Mock;
  onEnd?: jest.Mock;
}) {
  const Page = () => (
    <>
      <output>{useAppLocation().pathname}</output>
      <RowGrid
        label="Things"
        columns={COLUMNS}
        sort="name"
        order="asc"
        {...options}
      />
    </>
  );
  renderInTestApp(<Page />);
  return screen.findByRole('grid', { name: 'Things' });
}

const press = (key: string, rest = {}) =>
  fireEvent.keyDown(document.activeElement!, { key, ...rest });
const header = (name: string) => screen.getByRole('columnheader', { name });
const address = () => screen.getByRole('status').textContent;

it('renders the rows in sight, and says how many there are', async () => {
  const grid = await show({ rows: rowsOf(1000), totalRows: 5000 });
  expect(grid).toHaveAttribute('aria-rowcount', '5001');
  expect(grid).toHaveAttribute('aria-colcount', '3');
  expect(within(grid).getAllByRole('row').length).toBeLessThan(30);
  grid.scrollTop = 500 * 52;
  fireEvent.scroll(grid);
  const row = await screen.findByRole('row', { name: /^r505/ });
  expect(row).toHaveAttribute('aria-rowindex', '507');
  expect(within(row).getByRole('rowheader')).toHaveAttribute(
    'aria-colindex',
    '1',
  );
});

it('has one stop of Tab, and moves as a spreadsheet does', async () => {
  const grid = await show({ rows: rowsOf(100), onSort: jest.fn() });
  const stops = grid.querySelectorAll<HTMLElement>('[tabindex="0"]');
  expect([...stops]).toEqual([screen.getByRole('rowheader', { name: 'r0' })]);
  act(() => stops[0].focus());
  press('ArrowDown');
  press('End');
  expect(document.activeElement).toHaveAttribute('aria-colindex', '3');
  press('ArrowRight');
  press('Home');
  expect(screen.getByRole('rowheader', { name: 'r1' })).toHaveFocus();
  press('End', { ctrlKey: true });
  press('Home');
  expect(screen.getByRole('rowheader', { name: 'r99' })).toHaveFocus();
  press('Home', { ctrlKey: true });
  press('ArrowUp');
  expect(screen.getByRole('button', { name: 'Name' })).toHaveFocus();
});

it('opens a row by Enter and by a press on it, and a cell that has a link of its own', async () => {
  await show({ rows: [...rowsOf(3), { id: 'nowhere' }] });
  act(() => screen.getByRole('rowheader', { name: 'r1' }).focus());
  press('Enter');
  expect(address()).toBe('/r1');
  press('ArrowRight');
  press('Enter');
  expect(address()).toBe('/other');
  press('ArrowRight');
  press('Enter');
  expect(address()).toBe('/r1');
  fireEvent.click(screen.getAllByText('–')[2]);
  expect(address()).toBe('/r2');
  fireEvent.click(screen.getByText('of r0'));
  expect(address()).toBe('/other');
});

it('goes nowhere by a click that selects text', async () => {
  await show({ rows: rowsOf(3) });
  const note = screen.getAllByText('–')[2];
  getSelection()!.setBaseAndExtent(note, 0, note, 1);
  fireEvent.click(note);
  expect(address()).toBe('/');
  getSelection()!.removeAllRanges();
});

it('sorts by a press on a title, where that is possible', async () => {
  const onSort = jest.fn();
  await show({ rows: rowsOf(3), onSort });
  expect(header('Name')).toHaveAttribute('aria-sort', 'ascending');
  expect(header('Other')).toHaveAttribute('aria-sort', 'none');
  expect(header('Note')).not.toHaveAttribute('aria-sort');
  fireEvent.click(screen.getByRole('button', { name: 'Name' }));
  fireEvent.click(screen.getByRole('button', { name: 'Other' }));
  expect(onSort.mock.calls).toEqual([
    ['name', 'desc'],
    ['other', 'asc'],
  ]);
});

it('says when the end is near', async () => {
  const onEnd = jest.fn();
  const grid = await show({ rows: rowsOf(100), onEnd });
  onEnd.mockClear();
  const height = { scrollHeight: 101 * 52, clientHeight: 600 };
  for (const [name, value] of Object.entries(height)) {
    Object.defineProperty(grid, name, { value });
  }
  grid.scrollTop = 1000;
  fireEvent.scroll(grid);
  expect(onEnd).not.toHaveBeenCalled();
  grid.scrollTop = 101 * 52 - 600 - 900;
  fireEvent.scroll(grid);
  expect(onEnd).toHaveBeenCalled();
});
