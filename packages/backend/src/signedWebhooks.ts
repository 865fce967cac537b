import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { eventsExtensionPoint } from '@backstage/plugin-events-node/alpha';

/**
 * Git hosts that sign the body of a webhook with HMAC-SHA256 and for which Backstage has no module that verifies it:
 * header with the signature in hex, and what stands before it.
 */
const HOSTS = {
  gitea: { header: 'x-gitea-signature', prefix: '' },
  bitbucketCloud: { header: 'x-hub-signature', prefix: 'sha256=' },
  bitbucketServer: { header: 'x-hub-signature', prefix: 'sha256=' },
};

/**
 * Refuses webhooks of Gitea, Forgejo and Bitbucket that are not signed with `events.modules.<topic>.webhookSecret`, for each
 * topic that has such a secret. GitHub, GitLab and Azure DevOps have modules of Backstage's own.
 */
export const signedWebhooks = createBackendModule({
  pluginId: 'events',
  moduleId: 'signed-webhooks',
  register({ registerInit }) {
    registerInit({
      deps: { config: coreServices.rootConfig, events: eventsExtensionPoint },
      async init({ config, events }) {
        for (const [topic, { header, prefix }] of Object.entries(HOSTS)) {
          const secret = config.getOptionalString(
            `events.modules.${topic}.webhookSecret`,
          );
          if (!secret) continue;
          events.addHttpPostIngress({
            topic,
            async validator({ headers, raw }, context) {
              const digest = createHmac('sha256', secret)
                .update(raw.body)
                .digest('hex');
              const sent = Buffer.from(String(headers[header] ?? ''));
              const expected = Buffer.from(prefix + digest);
              if (
                sent.length !== expected.length ||
                !timingSafeEqual(sent, expected)
              ) {
                context.reject({
                  status: 403,
                  payload: { message: 'invalid signature' },
                });
              }
            },
          });
        }
      },
    });
  },
});
