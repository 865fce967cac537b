import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { SupportNote } from './SupportNote';

const now = Date.parse('2026-11-23T08:00:00.000Z');
const life = {
  version: '1.33',
  asOf: '2026-11-01',
  source: 'https://releases.example.org',
};

it.each([
  [{ standardUntil: '2026-12-05' }, 'support ends Dec 5, 2026'],
  [
    { standardUntil: '2026-07-29', extendedUntil: '2027-07-29' },
    'extended support until Jul 29, 2027',
  ],
  [
    { standardUntil: '2025-07-29', extendedUntil: '2026-07-29' },
    'support ended Jul 29, 2026',
  ],
  [{ standardUntil: '2026-07-29' }, 'support ended Jul 29, 2026'],
  [{ standardUntil: '2028-01-01', newer: '1.36' }, '1.36 available'],
  [
    { standardUntil: '2026-12-05', newer: '1.36' },
    'support ends Dec 5, 2026, 1.36 available',
  ],
])('says of %j: "%s"', async (until, text) => {
  renderInTestApp(<SupportNote life={{ ...life, ...until }} now={now} />);
  expect(await screen.findByText(text)).toHaveAttribute(
    'title',
    '1.33, as of Nov 1, 2026: https://releases.example.org',
  );
});

it('says nothing of a version that is well supported', async () => {
  renderInTestApp(
    <p>
      1.33
      <SupportNote life={{ ...life, standardUntil: '2028-01-01' }} now={now} />
    </p>,
  );
  expect(await screen.findByText('1.33')).toBeInTheDocument();
  expect(screen.queryByText(/support/)).not.toBeInTheDocument();
});
