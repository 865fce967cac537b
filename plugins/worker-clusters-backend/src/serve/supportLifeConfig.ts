import { readFile } from 'node:fs/promises';
import type { Config } from '@backstage/config';
import { toError } from '@backstage/errors';
import {
  SUPPORT_LIFE,
  type SupportLifeTable,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { parse } from 'yaml';
import { overrideSupportLife } from './overrideSupportLife';

const KEY = 'workerClusters.supportLife';

/**
 * How long versions are supported: what the product knows, under the file of `workerClusters.supportLife.file`, under what stands in
 * the configuration itself. What is wrong is reported and left out: the portal starts without it.
 *
 * @param now - milliseconds since the epoch
 */
export async function readSupportLife(options: {
  config: Config;
  problems: ConfigProblemsService;
  now: number;
}): Promise<SupportLifeTable> {
  const { config, problems, now } = options;
  const today = new Date(now).toISOString().slice(0, 10);
  const effect = 'What the portal knows of these versions itself is used.';
  const given = problems.read<unknown>(
    { key: KEY, effect, fallback: undefined },
    () => config.getOptional(KEY),
  );
  if (given === undefined) return SUPPORT_LIFE;
  const leaveOut = (key: string, message: string) =>
    problems.report({
      key,
      severity: 'error',
      message,
      effect,
    });
  let table = SUPPORT_LIFE;
  const apply = (override: unknown, from: string) => {
    const result = overrideSupportLife(table, override, { from, today });
    table = result.table;
    for (const problem of result.problems) {
      leaveOut(problem.split(': ', 1)[0], problem);
    }
  };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    apply(given, KEY);
    return table;
  }
  const { file, ...inline } = given as Record<string, unknown>;
  if (typeof file === 'string') {
    try {
      apply(parse(await readFile(file, 'utf8')), file);
    } catch (error) {
      // The lines after the first one of a YAML error quote the file.
      const [message] = toError(error).message.split('\n', 1);
      leaveOut(`${KEY}.file`, `cannot read ${file}: ${message}`);
    }
  } else if (file !== undefined) {
    leaveOut(`${KEY}.file`, `${JSON.stringify(file)} is not a path`);
  }
  apply(inline, KEY);
  return table;
}
