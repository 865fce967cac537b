import type {
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { readTemplates } from './readTemplates';
import { readTemplatesConfig } from './readTemplatesConfig';

const NAME = 'worker-clusters-templates';

export interface TemplatesEntityProviderOptions {
  /** The configuration of the portal. */
  config: Config;
  /** Has one folder per template. */
  folder: string;
  logger: LoggerService;
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
  /** What is wrong, as it was logged last. */
  #logged?: string;

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
    const { config, folder, logger } = this.#options;
    try {
      const templates = readTemplatesConfig(config);
      const entities = templates ? await readTemplates(folder, templates) : [];
      await connection.applyMutation({
        type: 'full',
        entities: entities.map(entity => ({ entity, locationKey: NAME })),
      });
      this.#logged = undefined;
    } catch (error) {
      const message = `Registering the software templates failed, the catalog keeps those that it has: ${error}`;
      if (message !== this.#logged) logger.error(message);
      this.#logged = message;
    }
  }
}
