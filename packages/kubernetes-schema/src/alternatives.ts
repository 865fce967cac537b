import type { ErrorObject } from 'ajv';
import { demand } from './sentences';

/** What became of `anyOf` or `oneOf`: the errors that help most, and a text that says what would have fitted. */
interface Advice {
  /** Errors of the one branch that was meant; empty if that cannot be told. */
  meant: ErrorObject[];
  /** `must be at least 5, or must be at most 1`; empty if that is too much for a sentence. */
  allowed: string;
}

const MAX_ALTERNATIVES = 3;

/**
 * Looks into the branches of a failed `anyOf` or `oneOf`. A branch is the one that was meant if it alone has the fewest
 * errors and takes the value's type.
 */
export function advise(failed: ErrorObject, all: ErrorObject[]): Advice {
  const branches = new Map<string, ErrorObject[]>();
  const prefix = `${failed.schemaPath}/`;
  // The errors of its branches stand right before it.
  for (let i = all.indexOf(failed) - 1; i >= 0; i--) {
    const error = all[i];
    if (!error.schemaPath.startsWith(prefix) || !isWithin(error, failed)) break;
    const [branch] = error.schemaPath.slice(prefix.length).split('/');
    const list = branches.get(branch) ?? [];
    list.push(error);
    branches.set(branch, list);
  }
  const lists = [...branches.values()].reverse();
  for (const list of lists) list.reverse();
  const direct = lists.flatMap(list => {
    const [only] = list;
    return list.length === 1 && only.instancePath === failed.instancePath
      ? [demand(only)]
      : [];
  });
  const allowed =
    direct.length === lists.length && direct.length <= MAX_ALTERNATIVES
      ? [...new Set(direct)].join(', or ')
      : '';
  if (allowed) return { meant: [], allowed };
  const typed = lists
    .filter(
      list =>
        !list.some(
          e => e.keyword === 'type' && e.instancePath === failed.instancePath,
        ),
    )
    .sort((a, b) => a.length - b.length);
  const alone =
    typed.length === 1 ||
    (typed.length > 1 && typed[0].length < typed[1].length);
  return { meant: alone ? typed[0] : [], allowed: '' };
}

/** Whether an error is of the same value or a part of it: another entry of a list fails by the same schema. */
function isWithin(error: ErrorObject, failed: ErrorObject): boolean {
  return `${error.instancePath}/`.startsWith(`${failed.instancePath}/`);
}
