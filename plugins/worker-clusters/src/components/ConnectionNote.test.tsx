import { renderInTestApp } from '@backstage/frontend-test-utils';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { screen } from '@testing-library/react';
import { german } from '../translations/__testUtils__/german';
import { ConnectionNote } from './ConnectionNote';

const note = (message: object, options?: object) =>
  renderInTestApp(
    <ConnectionNote
      connection={{
        status: 'unreachable',
        since: '2026-01-01T00:00:00.000Z',
        ...message,
      }}
    />,
    options,
  );
const SAID = writeMessage('connection-refused', {
  server: 'https://<b>{{server}}</b>',
});

describe('ConnectionNote', () => {
  afterEach(() => localStorage.clear());

  it('says in German why a cluster is not reached', async () => {
    note(SAID, { config: german });
    expect(await screen.findByText('Unerreichbar')).toHaveAttribute(
      'title',
      'https://<b>{{server}}</b>: Verbindung abgewiesen; prüfen Sie, ob der API-Server läuft, und seine Adresse',
    );
  });

  it.each([
    ['without a code', { message: 'As stored before.' }],
    [
      'of a newer backend',
      { message: 'As stored before.', messageCode: { code: 'brand-new' } },
    ],
  ])('says a message %s as it is', async (_, message) => {
    note(message, { config: german });
    expect(await screen.findByText('Unerreichbar')).toHaveAttribute(
      'title',
      'As stored before.',
    );
  });

  it('says it in English as the backend does', async () => {
    note(SAID);
    expect(await screen.findByText('Unreachable')).toHaveAttribute(
      'title',
      SAID.message,
    );
  });
});
