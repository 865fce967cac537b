import { StatusError } from './status';
import type { KubernetesObject } from './types';

export type Matcher = (object: KubernetesObject) => boolean;

const NAME = '[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?';
const SET = new RegExp(`^(${NAME})\\s+(in|notin)\\s+\\(([^)]*)\\)$`);
const EQUALITY = new RegExp(`^(${NAME})\\s*(==|=|!=)\\s*([-A-Za-z0-9_.]*)$`);
const EXISTS = new RegExp(`^(!?)\\s*(${NAME})$`);

const badRequest = (message: string) =>
  new StatusError(400, 'BadRequest', message);

/** Splits at commas that are not inside parentheses. */
function requirements(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(Boolean);
}

/** Parses a label selector: equality-based and set-based requirements, all of which must hold. */
export function labelMatcher(selector: string | undefined): Matcher {
  if (!selector) return () => true;
  const tests = requirements(selector).map(
    (part): ((labels: Record<string, string>) => boolean) => {
      const set = SET.exec(part);
      if (set) {
        const [, key, , operator, list] = [
          set[0],
          set[1],
          set[2],
          set[3],
          set[4],
        ];
        const values = list.split(',').map(v => v.trim());
        return operator === 'in'
          ? l => l[key] !== undefined && values.includes(l[key])
          : l => l[key] === undefined || !values.includes(l[key]);
      }
      const equality = EQUALITY.exec(part);
      if (equality) {
        const [key, operator, value] = [equality[1], equality[3], equality[4]];
        return operator === '!='
          ? l => l[key] !== value
          : l => l[key] === value;
      }
      const exists = EXISTS.exec(part);
      if (exists) {
        return exists[1] ? l => !(exists[2] in l) : l => exists[2] in l;
      }
      throw badRequest(`unable to parse requirement: found '${part}'`);
    },
  );
  return object => {
    const labels = object.metadata.labels ?? {};
    return tests.every(test => test(labels));
  };
}

export function valueAt(object: any, path: string): unknown {
  return path
    .replace(/^\./, '')
    .split('.')
    .reduce((value, key) => value?.[key], object);
}

/** Parses a field selector; only metadata.name, metadata.namespace and the kind's selectable fields are known. */
export function fieldMatcher(
  selector: string | undefined,
  selectable: string[],
): Matcher {
  if (!selector) return () => true;
  const known = [
    'metadata.name',
    'metadata.namespace',
    ...selectable.map(p => p.replace(/^\./, '')),
  ];
  const tests = requirements(selector).map(part => {
    const match = /^([^=!]+?)\s*(==|=|!=)\s*(.*)$/.exec(part);
    if (!match) throw badRequest(`invalid field selector: ${part}`);
    const [, field, operator, value] = match;
    if (!known.includes(field)) {
      throw badRequest(`field label not supported: ${field}`);
    }
    return (object: KubernetesObject) =>
      (String(valueAt(object, field) ?? '') === value) === (operator !== '!=');
  });
  return object => tests.every(test => test(object));
}
