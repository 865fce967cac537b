import { FLEET_COLUMNS } from './columns';
import { shownColumns } from './tableSettings';

it('has first columns that fit a screen of 1440 without scrolling sideways', () => {
  const columns = shownColumns(FLEET_COLUMNS, undefined);
  const width = columns.reduce((sum, { minWidth }) => sum + minWidth, 0);
  expect(width).toBeLessThanOrEqual(1121);
});
