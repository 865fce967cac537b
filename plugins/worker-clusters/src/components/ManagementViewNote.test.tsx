import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { ManagementViewNote } from './ManagementViewNote';

const now = Date.now();
const show = (minutes?: number) =>
  renderInTestApp(
    <p data-testid="note">
      <ManagementViewNote
        cluster={{
          managementView:
            minutes === undefined
              ? undefined
              : {
                  health: 'Healthy',
                  sync: 'Synced',
                  observedAt: new Date(
                    now - minutes * 60_000 - 20_000,
                  ).toISOString(),
                },
        }}
        now={now}
      />
    </p>,
  );

describe('ManagementViewNote', () => {
  it('says who saw the applications, and when', async () => {
    show(2);
    expect(await screen.findByTestId('note')).toHaveTextContent(
      'Healthy Synced seen by the management cluster 2 min ago',
    );
  });

  it('does not believe an old health', async () => {
    show(120);
    expect(await screen.findByTestId('note')).toHaveTextContent(
      'Unknown Synced was Healthy, seen by the management cluster 2 h ago',
    );
  });

  it('is empty for a cluster that is heard', async () => {
    show();
    expect(await screen.findByTestId('note')).toBeEmptyDOMElement();
  });
});
