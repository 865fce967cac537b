import { Writable } from 'node:stream';
import type {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { UserEntity } from '@backstage/catalog-model';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { InputError, NotAllowedError } from '@backstage/errors';
import type {
  ActionContext,
  TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import type { ActionServices } from './ActionServices';
import { createClusterAction } from './createClusterAction';
import { decommissionClusterAction } from './decommissionClusterAction';
import { newAgentRequestId } from '../request/agentRequests';
import { updateClusterAction } from './updateClusterAction';

/**
 * Registers the action by which an agent opens a pull request for a worker cluster, on behalf of its user. It runs the
 * action of the templates with that user's permissions and the checks of every request: there is no second way.
 */
export function registerOpenRequest(
  registry: ActionsRegistryService,
  services: ActionServices,
  auth: AuthService,
) {
  const actions: Record<string, TemplateAction<any, any, any>> = {
    create: createClusterAction(services),
    update: updateClusterAction(services),
    decommission: decommissionClusterAction(services),
  };
  registry.register({
    name: 'open-worker-cluster-request',
    title: 'Open a pull request for a worker cluster',
    description:
      'Opens a pull request that creates, changes or removes a worker cluster, once the platform team merges it. Plan the request first (plan-request), show the plan to the user, and call this only after the user has agreed. To remove a cluster, the user must give its name once more as confirmedName.',
    // A merged pull request may replace nodes, or remove a cluster.
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z =>
        z.object({
          verb: z.enum(['create', 'update', 'decommission']),
          name: z.string().max(63).describe('Name of the cluster'),
          environment: z
            .string()
            .max(63)
            .describe('For example dev, staging or prod'),
          spec: z
            .record(z.unknown())
            .optional()
            .describe(
              "create: the claim's spec without the environment. update: what changes of it, as a JSON merge patch. Not for decommission",
            ),
          expiresAt: z
            .string()
            .max(40)
            .optional()
            .describe('When its lifetime ends, in UTC: 2026-12-31T12:00:00Z'),
          extend: z
            .boolean()
            .optional()
            .describe(
              'update: moves the end of its lifetime as far ahead as the policy gives to a new cluster',
            ),
          confirmedName: z
            .string()
            .max(63)
            .optional()
            .describe('decommission: the name once more, by the user'),
          reason: z
            .string()
            .max(1000)
            .optional()
            .describe('Why, for the reviewer'),
        }),
      output: z =>
        z.object({
          pullRequestUrl: z.string(),
          pullRequestNumber: z.number(),
          branch: z.string(),
          claimPath: z.string(),
          entityRef: z
            .string()
            .describe('Catalog entity that stands for the cluster'),
          log: z.array(z.string()).describe('Checks and warnings'),
        }),
    },
    async action({ input: { verb, ...input }, credentials, logger }) {
      if (!auth.isPrincipal(credentials, 'user')) {
        throw new NotAllowedError(
          'Only a user opens pull requests for worker clusters: sign in to the agent as one',
        );
      }
      if (services.requireUserCredentials) {
        throw new InputError(
          "This portal opens pull requests with the user's own token for the Git host (scaffolder.requireScmUserCredentials), which an agent does not have. Use the software templates.",
        );
      }
      const { userEntityRef } = credentials.principal;
      const entity = await services.catalog.getEntityByRef(userEntityRef, {
        credentials,
      });
      const output: Record<string, unknown> = {};
      const log: string[] = [];
      await actions[verb].handler(
        contextOf({
          input: verb === 'create' ? { spec: {}, ...input } : input,
          credentials,
          user: {
            ref: userEntityRef,
            entity: entity as UserEntity | undefined,
          },
          logger: recordingLogger(logger, log),
          output,
        }),
      );
      return { output: { ...output, log } as any };
    },
  });
}

/** What an action of a template gets from its task, for one that has none: it runs once, and remembers nothing. */
function contextOf(options: {
  input: object;
  credentials: BackstageCredentials;
  user: ActionContext<any, any, any>['user'];
  logger: LoggerService;
  output: Record<string, unknown>;
}): ActionContext<any, any, any> {
  const { input, credentials, user, logger, output } = options;
  return {
    input,
    user,
    logger,
    task: { id: newAgentRequestId() },
    isDryRun: false,
    logStream: new Writable({ write: (_chunk, _encoding, done) => done() }),
    workspacePath: '',
    createTemporaryDirectory: async () => {
      throw new Error('Requests for worker clusters need no directory');
    },
    getInitiatorCredentials: async () => credentials,
    checkpoint: async ({ fn }: { fn: () => unknown }) => fn(),
    output: (name: string, value: unknown) => {
      output[name] = value;
    },
  } as unknown as ActionContext<any, any, any>;
}

/** At most so many lines go to the agent. */
const MAX_LINES = 50;

function recordingLogger(logger: LoggerService, log: string[]): LoggerService {
  const record =
    (level: 'info' | 'warn') =>
    (message: string): void => {
      logger[level](message);
      if (log.length < MAX_LINES) log.push(message.slice(0, 500));
    };
  return {
    error: logger.error.bind(logger),
    debug: logger.debug.bind(logger),
    child: () => logger,
    info: record('info'),
    warn: record('warn'),
  } as LoggerService;
}
