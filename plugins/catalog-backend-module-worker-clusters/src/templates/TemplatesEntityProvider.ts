import type { SchedulerServiceTaskRunner } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { toError } from '@backstage/errors';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { readTemplates } from './readTemplates';
import { readTemplatesConfig } from './readTemplatesConfig';

const NAME = 'worker-clusters-templates';
const KEY = 'workerClusters.templates';

export interface TemplatesEntityProviderOptions {
  /** The configuration of the portal. */
  config: Config;
  /** Has one folder per template. */
  folder: string;
  problems: ConfigProblemsService;
  /** Publishes the templates again. */
  taskRunner: SchedulerServiceTaskRunner;
}

/**
 * Puts the software templates of this project into the catalog, with the owner that the configuration names; none if it
 * names none. While the configuration is wrong or a file cannot be read, the catalog keeps the templates that it has, and the
 * portal starts.
 */
export class TemplatesEntityProvider implements EntityProvider {
  readonly #options: TemplatesEntityProviderOptions;

  constructor(options: TemplatesEntityProviderOptions) {
    this.#options = options;
  }

  getProviderName(): string {
    return NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    await this.#publish(connection);
    // The catalog refuses an entity that another location still has, for example the templates' former location.
    await this.#options.taskRunner.run({
      id: `${NAME}:refresh`,
      fn: () => this.#publish(connection),
    });
  }

  async #publish(connection: EntityProviderConnection): Promise<void> {
    const { config, folder, problems } = this.#options;
    try {
      const templates = readTemplatesConfig(config);
      const entities = templates ? await readTemplates(folder, templates) : [];
      await connection.applyMutation({
        type: 'full',
        entities: entities.map(entity => ({ entity, locationKey: NAME })),
      });
      problems.resolve(KEY);
    } catch (error) {
      problems.report({
        key: KEY,
        severity: 'error',
        message: toError(error).message,
        effect:
          'The software templates are not registered anew; the catalog keeps those that it has.',
      });
    }
  }
}
