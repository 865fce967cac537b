import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { list, object } from '../transform/fields';
import { CredentialError } from './CredentialError';

const MARK = /[^\w+/=. -]|-(?=\s)/g;
/** In JSON there is one for each list and map; a depth without end is of them. */
const BRACKET = /[[{]/g;

/** Levels of a kubeconfig: five, and some for its extensions. */
const MAX_DEPTH = 16;

const count = (content: string, pattern: RegExp) =>
  content.match(pattern)?.length ?? 0;

export interface KubeconfigLimits {
  /**
   * Besides letters, digits and what base64 and paths are written with: quotes, colons, brackets, line ends and the dashes
   * of lists. One with one context has about 100. The work of a YAML parser grows with them, in the worst case with their
   * square.
   */
  marks: number;
  brackets: number;
}

/** The entries that one context of a kubeconfig names. Empty if there are none. */
export interface KubeconfigContext {
  /** Names of all contexts. */
  contexts: string[];
  cluster: Record<string, unknown>;
  user: Record<string, unknown>;
}

/** Whether a node of YAML could be JSON as well: no alias, no list or map as a key, no depth without end. */
function isPlain(node: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH || isAlias(node)) return false;
  if (isMap(node)) {
    return node.items.every(
      ({ key, value }) => isScalar(key) && isPlain(value, depth + 1),
    );
  }
  return isSeq(node)
    ? node.items.every(item => isPlain(item, depth + 1))
    : true;
}

/** @throws CredentialError for anything but one plain document */
function parseYaml(content: string): unknown {
  try {
    const document = parseDocument(content, {
      // Errors and warnings would quote the document, at length.
      prettyErrors: false,
      logLevel: 'error',
    });
    // Aliases unfold a small document into a large one; keys that are maps take time that doubles with each level.
    if (document.errors.length === 0 && isPlain(document.contents)) {
      return document.toJS();
    }
  } catch {
    // As below.
  }
  throw new CredentialError(writeMessage('kubeconfig-not-yaml'));
}

/**
 * Reads one context of a kubeconfig, which is untrusted: its punctuation is bounded before it is parsed, so that the time
 * it takes is.
 *
 * @param name - of the context; default: the current one
 * @throws CredentialError
 */
export function parseKubeconfig(
  content: string,
  limits: KubeconfigLimits,
  name?: string,
): KubeconfigContext {
  if (
    count(content, MARK) > limits.marks ||
    count(content, BRACKET) > limits.brackets
  ) {
    throw new CredentialError(
      writeMessage('kubeconfig-too-complex', {
        marks: limits.marks,
        brackets: limits.brackets,
      }),
    );
  }
  const config = object(parseYaml(content));
  const named = (items: unknown, wanted: unknown, key: string) =>
    object(object(list(items).find(i => object(i).name === wanted))[key]);
  const context = named(
    config.contexts,
    name ?? config['current-context'],
    'context',
  );
  return {
    contexts: list(config.contexts).flatMap(entry => {
      const { name: found } = object(entry);
      return typeof found === 'string' ? [found] : [];
    }),
    cluster: named(config.clusters, context.cluster, 'cluster'),
    user: named(config.users, context.user, 'user'),
  };
}
