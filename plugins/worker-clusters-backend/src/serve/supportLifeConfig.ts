import { readFile } from 'node:fs/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import {
  SUPPORT_LIFE,
  type SupportLifeTable,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { parse } from 'yaml';
import { overrideSupportLife } from './overrideSupportLife';

const KEY = 'workerClusters.supportLife';

/**
 * How long versions are supported: what the product knows, under the file of `workerClusters.supportLife.file`, under what stands in
 * the configuration itself. What is wrong is logged and left out: the portal starts without it.
 *
 * @param now - milliseconds since the epoch
 */
export async function readSupportLife(options: {
  config: Config;
  logger: LoggerService;
  now: number;
}): Promise<SupportLifeTable> {
  const { config, logger, now } = options;
  const today = new Date(now).toISOString().slice(0, 10);
  const given = config.getOptional(KEY);
  if (given === undefined) return SUPPORT_LIFE;
  let table = SUPPORT_LIFE;
  const apply = (override: unknown, from: string) => {
    const result = overrideSupportLife(table, override, { from, today });
    table = result.table;
    for (const problem of result.problems) logger.warn(`Left out ${problem}`);
  };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    apply(given, KEY);
    return table;
  }
  const { file, ...inline } = given;
  if (typeof file === 'string') {
    try {
      apply(parse(await readFile(file, 'utf8')), file);
    } catch (error) {
      logger.warn(`Left out ${KEY}.file: cannot read ${file}`, error as Error);
    }
  } else if (file !== undefined) {
    logger.warn(`Left out ${KEY}.file: ${JSON.stringify(file)} is not a path`);
  }
  apply(inline, KEY);
  return table;
}
