import { isObject } from './Schema';
import { dns1035Label, dns1123Label, labelValue, qualifiedName } from './names';

/** What is wrong with the head of an embedded resource: where in it, and a sentence without subject. */
export type HeadProblem = [path: string[], says: string];

/**
 * Validates `apiVersion`, `kind` and `metadata` of an object inside of another one (`x-kubernetes-embedded-resource`), as
 * apiextensions-apiserver's `objectmeta.Validate` does.
 */
export function checkEmbedded(value: unknown): HeadProblem[] {
  if (!isObject(value)) return [];
  const problems: HeadProblem[] = [];
  for (const field of ['apiVersion', 'kind'] as const) {
    const text = value[field];
    const broken =
      field === 'kind'
        ? (t: string) => dns1035Label(t.toLowerCase()).length > 0
        : (t: string) => t.split('/').length > 2;
    if (text === undefined) problems.push([[field], 'is missing: fill it in']);
    else if (typeof text !== 'string') {
      problems.push([[field], 'must be a text']);
    } else if (text === '') problems.push([[field], 'must not be empty']);
    else if (broken(text)) {
      problems.push([[field], `'${text}' is not one of Kubernetes`]);
    }
  }
  if (value.metadata !== undefined) {
    problems.push(...checkMetadata(value.metadata));
  }
  return problems;
}

function checkMetadata(metadata: unknown): HeadProblem[] {
  if (metadata === null) return [];
  if (!isObject(metadata)) return [[['metadata'], 'must be an object']];
  const problems: HeadProblem[] = [];
  const say = (path: string[], says: string) =>
    problems.push([['metadata', ...path], says]);
  for (const field of ['name', 'generateName', 'namespace']) {
    const text = metadata[field] ?? '';
    if (typeof text !== 'string') say([field], 'must be a text');
    else if (text === '.' || text === '..' || /[/%]/.test(text)) {
      say([field], `'${text}' is not a name`);
    } else if (field === 'namespace' && text && dns1123Label(text).length) {
      say([field], `'${text}' is not the name of a namespace`);
    }
  }
  for (const field of ['labels', 'annotations']) {
    const map = metadata[field] ?? {};
    if (!isObject(map)) {
      say([field], 'must be an object');
      continue;
    }
    for (const [key, text] of Object.entries(map)) {
      const name = field === 'labels' ? key : key.toLowerCase();
      if (qualifiedName(name).length) say([field, key], 'is not a key');
      else if (typeof text !== 'string') say([field, key], 'must be a text');
      else if (field === 'labels' && labelValue(text).length) {
        say([field, key], `'${text}' is not the value of a label`);
      }
    }
  }
  return problems;
}
