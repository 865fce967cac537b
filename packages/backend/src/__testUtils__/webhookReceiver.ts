import { createBackend } from '@backstage/backend-defaults';
import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { webhookModules } from '../webhookModules';

/** A backend that receives webhooks and prints the topic of each that comes through. */
const receiver = createBackendPlugin({
  pluginId: 'receiver',
  register({ registerInit }) {
    registerInit({
      deps: { events: eventsServiceRef },
      async init({ events }) {
        await events.subscribe({
          id: 'receiver',
          topics: process.env.TOPICS!.split(','),
          onEvent: async ({ topic }) => {
            process.stdout.write(`received ${topic}\n`);
          },
        });
      },
    });
  },
});

const backend = createBackend();
backend.add(import('@backstage/plugin-events-backend'));
for (const module of webhookModules) backend.add(module);
backend.add(receiver);
backend.start();
process.on('disconnect', () => process.exit());
