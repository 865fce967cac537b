/**
 * A step of `workerClusters.access.steps`, as it is configured: with placeholders.
 *
 * @public
 */
export interface AccessTemplate {
  title: string;
  text?: string;
  command?: string;
  link?: { title: string; url: string };
  /** Only for clusters of these; absent: for all. */
  environments?: string[];
}

const KEY = 'workerClusters.access.steps';

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads `workerClusters.access` of the configuration. A step that is wrong is left out.
 *
 * @param access - the value of the key, whatever it is
 * @returns the steps, and the problems, each with its key
 * @public
 */
export function readAccessTemplates(access: unknown): {
  steps: AccessTemplate[];
  problems: Array<{ key: string; message: string }>;
} {
  const problems: Array<{ key: string; message: string }> = [];
  const steps = isObject(access) ? access.steps : access;
  if (steps === undefined) return { steps: [], problems };
  if (!Array.isArray(steps)) {
    return { steps: [], problems: [{ key: KEY, message: 'must be a list' }] };
  }
  return {
    steps: steps.filter((step, i): step is AccessTemplate => {
      const message = problemOf(step);
      if (message) problems.push({ key: `${KEY}[${i}]`, message });
      return !message;
    }),
    problems,
  };
}

function problemOf(step: unknown): string | undefined {
  if (!isObject(step)) return 'must be an object';
  const { title, text, command, link, environments } = step;
  if (!isText(title)) return 'title must be a text';
  if (text !== undefined && !isText(text)) return 'text must be a text';
  if (command !== undefined && !isText(command)) {
    return 'command must be a text';
  }
  if (
    link !== undefined &&
    !(isObject(link) && isText(link.title) && isText(link.url))
  ) {
    return 'link must be an object with a title and a url';
  }
  return environments === undefined ||
    (Array.isArray(environments) && environments.every(isText))
    ? undefined
    : 'environments must be a list of names';
}
