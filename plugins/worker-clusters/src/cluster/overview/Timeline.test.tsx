import { render, screen } from '@testing-library/react';
import { Timeline } from './Timeline';

const now = Date.parse('2026-11-23T08:00:00.000Z');
const minutesAgo = (minutes: number) =>
  new Date(now - minutes * 60_000).toISOString();

describe('Timeline', () => {
  it('says how long a stage usually takes, and what that is learnt from', () => {
    render(
      <Timeline
        now={now}
        stages={[
          {
            id: 'network',
            state: 'done',
            begin: minutesAgo(24),
            end: minutesAgo(20),
            ready: 12,
            expected: 12,
          },
          {
            id: 'control-plane',
            state: 'active',
            begin: minutesAgo(12),
            ready: 0,
            expected: 2,
          },
          { id: 'nodes', state: 'waiting', ready: 0, expected: 5 },
        ]}
        usualDurations={{
          'control-plane': {
            medianSeconds: 540,
            p90Seconds: 690,
            samples: 34,
            scope: 'regionAndVersion',
          },
        }}
      />,
    );
    expect(screen.getByText(/took 4 min/)).toHaveTextContent(
      '12 of 12 ready · took 4 min · 20 min ago',
    );
    expect(screen.getByText(/since 12 min/)).toHaveTextContent(
      '0 of 2 ready · since 12 min, usually 9 min',
    );
    expect(
      screen.getByTitle(
        '9 of 10 take at most 11 min: 34 clusters in the same region and with the same Kubernetes version',
      ),
    ).toBeVisible();
  });
});
