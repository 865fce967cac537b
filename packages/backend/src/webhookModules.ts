import azure from '@backstage/plugin-events-backend-module-azure';
import github from '@backstage/plugin-events-backend-module-github';
import gitlab from '@backstage/plugin-events-backend-module-gitlab';
import { signedWebhooks } from './signedWebhooks';

/**
 * Modules that verify webhooks of the Git hosts, for each host of which a secret is configured. docs/production.md lists the
 * keys.
 */
export const webhookModules = [azure, github, gitlab, signedWebhooks];
