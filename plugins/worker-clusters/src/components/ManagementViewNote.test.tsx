import { render } from '@testing-library/react';
import { ManagementViewNote } from './ManagementViewNote';

const now = Date.parse('2026-11-23T08:00:00.000Z');
const text = (observedAt: string) =>
  render(
    <ManagementViewNote
      cluster={{
        managementView: { health: 'Healthy', sync: 'Synced', observedAt },
      }}
      now={now}
    />,
  ).container.textContent;

describe('ManagementViewNote', () => {
  it('says who saw the applications, and when', () => {
    expect(text('2026-11-23T07:58:00.000Z')).toBe(
      'Healthy Synced seen by the management cluster 2 min ago',
    );
  });

  it('does not believe an old health', () => {
    expect(text('2026-11-23T06:00:00.000Z')).toBe(
      'Unknown Synced was Healthy, seen by the management cluster 2 h ago',
    );
  });

  it('is empty for a cluster that is heard', () => {
    expect(
      render(<ManagementViewNote cluster={{}} now={now} />).container,
    ).toBeEmptyDOMElement();
  });
});
