import { InputError } from '@backstage/errors';

/** One requirement of a label selector; all of them have to be fulfilled. */
export interface LabelRequirement {
  key: string;
  /** `notIn` is also fulfilled where the label is missing, as in Kubernetes. */
  operator: 'in' | 'notIn' | 'exists' | 'notExists';
  /** Empty for `exists` and `notExists`. */
  values: string[];
}

const MAX_LENGTH = 1000;
const MAX_REQUIREMENTS = 20;
/** Of all requirements together: each is looked for in each Application. */
const MAX_VALUES = 40;
const KEY = /^[A-Za-z0-9][\w./-]{0,316}$/;
const VALUE = /^[\w.-]{0,63}$/;

/** A comma outside of parentheses. There are none within parentheses: the grammar has one level. */
const REQUIREMENT = /(?:[^,()]|\([^()]*\))+/g;
const SET = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const EQUALITY = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/;

/**
 * Parses a label selector: equality (`a=b`, `a==b`, `a!=b`), sets (`a in (b,c)`, `a notin (b,c)`) and existence (`a`, `!a`),
 * separated by commas. Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api
 *
 * @throws InputError for what is not one, or has more than 1,000 characters, 20 requirements or 40 values
 */
export function parseLabelSelector(selector: string): LabelRequirement[] {
  if (selector.length > MAX_LENGTH) {
    throw invalid(`it has more than ${MAX_LENGTH} characters`);
  }
  const parts = selector.match(REQUIREMENT) ?? [];
  // What the expression passes over is a parenthesis or an empty requirement.
  if (selector === '' || parts.join(',') !== selector) {
    throw invalid('a requirement is empty, or a parenthesis is not closed');
  }
  if (parts.length > MAX_REQUIREMENTS) {
    throw invalid(`it has more than ${MAX_REQUIREMENTS} requirements`);
  }
  const requirements = parts.map(part => parseRequirement(part.trim()));
  const values = requirements.reduce((sum, r) => sum + r.values.length, 0);
  if (values > MAX_VALUES) {
    throw invalid(`it has more than ${MAX_VALUES} values`);
  }
  return requirements;
}

function parseRequirement(text: string): LabelRequirement {
  const set = SET.exec(text);
  if (set) {
    return check({
      key: set[1],
      operator: set[2] === 'in' ? 'in' : 'notIn',
      values: set[3].split(',').map(value => value.trim()),
    });
  }
  const equality = EQUALITY.exec(text);
  if (equality) {
    return check({
      key: equality[1],
      operator: equality[2] === '!=' ? 'notIn' : 'in',
      values: [equality[3]],
    });
  }
  return text.startsWith('!')
    ? check({ key: text.slice(1).trim(), operator: 'notExists', values: [] })
    : check({ key: text, operator: 'exists', values: [] });
}

function check(requirement: LabelRequirement): LabelRequirement {
  const { key, values } = requirement;
  if (!KEY.test(key)) throw invalid(`'${key.slice(0, 80)}' is no label key`);
  const wrong = values.find(value => !VALUE.test(value));
  if (wrong !== undefined) {
    throw invalid(`'${wrong.slice(0, 80)}' is no label value`);
  }
  return requirement;
}

function invalid(why: string) {
  return new InputError(
    `selector: ${why}; write it as kubectl takes it, such as app=shop,tier in (web,api)`,
  );
}
