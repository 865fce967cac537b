import {
  Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  parse,
  parseDocument,
  visit,
} from 'yaml';
import { RenderError } from './RenderError';
import { MAX_FILE_BYTES } from './tree';

/** A Kubernetes object as it stands in a file, with the fields that identify it checked. @public */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    annotations?: Record<string, unknown>;
    [field: string]: any;
  };
  [field: string]: any;
}

/**
 * A map of a YAML document.
 *
 * @public
 */
export type Json = Record<string, any>;

/**
 * Characters that Go's YAML parser refuses or takes for the end of a line where others do not: with one of them two readers
 * may see two different files. U+FFFD stands for bytes that are not UTF-8.
 */
const AMBIGUOUS =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffd-\uffff]|\r(?!\n)/;

/** Aliases of a document; more could multiply it. */
const MAX_ALIASES = 100;

/**
 * Returns the documents of a YAML file, or the one value of a JSON file, as Argo CD's repo-server and kustomize both read
 * them. Empty documents are left out.
 *
 * @throws RenderError for what they do not read, or read differently from each other or from YAML 1.2: keys that are there
 *   twice, merge keys, tags, `...`, directives, characters that end a line for some parsers only.
 */
export function readDocuments(path: string, text: string): unknown[] {
  const refuse = (line: number, cause: string) =>
    new RenderError(`${path}:${line}: ${cause}`);
  if (text.length > MAX_FILE_BYTES) {
    throw refuse(1, `larger than ${MAX_FILE_BYTES / 1024} KiB`);
  }
  const content = text.startsWith('\ufeff') ? text.slice(1) : text;
  const found = AMBIGUOUS.exec(content);
  if (found) {
    const code = found[0].charCodeAt(0).toString(16).padStart(4, '0');
    throw refuse(
      lineAt(content, found.index),
      `the character U+${code.toUpperCase()} is read differently by different YAML parsers`,
    );
  }
  if (path.endsWith('.json') || /^\s*\{/.test(content)) {
    return [parseJson(content, cause => refuse(1, cause))];
  }
  return splitDocuments(content, refuse).flatMap(({ line, chunk }) => {
    const value = parseYaml(chunk, (at, cause) => refuse(line + at - 1, cause));
    return value === null || value === undefined ? [] : [value];
  });
}

function parseJson(
  content: string,
  refuse: (cause: string) => RenderError,
): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw refuse('it begins like JSON and is not one JSON value');
  }
}

/** Splits at lines that begin with `---`, as Kubernetes' YAML reader does. Lines count from 1. */
function splitDocuments(
  content: string,
  refuse: (line: number, cause: string) => RenderError,
): Array<{ line: number; chunk: string }> {
  const chunks: Array<{ line: number; chunk: string }> = [];
  let start = 0;
  let lines: string[] = [];
  content.split('\n').forEach((line, i) => {
    if (line.startsWith('---')) {
      if (!/^---\s*(#.*)?$/.test(line)) {
        throw refuse(i + 1, `'---' may be followed by a comment only`);
      }
      chunks.push({ line: start + 1, chunk: lines.join('\n') });
      start = i + 1;
      lines = [];
    } else if (/^(\.\.\.|%)/.test(line)) {
      throw refuse(i + 1, `a line that begins with '${line.slice(0, 3)}'`);
    } else {
      lines.push(line);
    }
  });
  chunks.push({ line: start + 1, chunk: lines.join('\n') });
  return chunks.filter(({ chunk }) => /^[^\S\n]*[^\s#]/m.test(chunk));
}

/** One YAML document as plain data. */
function parseYaml(
  chunk: string,
  refuse: (line: number, cause: string) => RenderError,
): unknown {
  try {
    const document = parseDocument(chunk, {
      // Checked below: the library's own check is quadratic.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw refuse(lineAt(chunk, problem.pos[0]), problem.message);
    checkNodes(document, (offset, cause) =>
      refuse(lineAt(chunk, offset), cause),
    );
    const value = document.toJS({ maxAliasCount: MAX_ALIASES });
    // An anchor that contains itself.
    if (/[*]/.test(chunk)) JSON.stringify(value);
    return value;
  } catch (error) {
    if (error instanceof RenderError) throw error;
    // Nesting that exhausts the stack, or aliases beyond the limit.
    throw refuse(1, (error as Error).message);
  }
}

function checkNodes(
  document: Document,
  refuse: (offset: number, cause: string) => RenderError,
): void {
  visit(document as any, (_, node) => {
    if (isPair(node)) return undefined;
    const at = (node as any)?.range?.[0] ?? 0;
    if (!isAlias(node) && (node as any)?.tag && isExplicit((node as any).tag)) {
      throw refuse(at, `the tag ${(node as any).tag} is not read here`);
    }
    if (isMap(node)) {
      const keys = new Set<string>();
      for (const { key } of node.items as any[]) {
        const offset = key?.range?.[0] ?? at;
        if (!isScalar(key))
          throw refuse(offset, 'a key that is no plain value');
        const name = String(key.value);
        if (keys.has(name))
          throw refuse(offset, `the key '${name.slice(0, 80)}' is there twice`);
        if (name === '<<' || name === '__proto__') {
          throw refuse(offset, `the key '${name}' is not read here`);
        }
        keys.add(name);
      }
    }
    return undefined;
  });
}

/** The library notes tags only where they are written; `!!str` and its like mean what they say everywhere. */
function isExplicit(tag: string): boolean {
  return !/^tag:yaml\.org,2002:(str|map|seq)$/.test(tag);
}

/** Line of an offset, from 1. */
function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; ) {
    line += 1;
    i = text.indexOf('\n', i + 1);
  }
  return line;
}

/**
 * Returns the objects of one manifest file of a folder without a kustomization. A file that holds no Kubernetes object at all
 * is passed over, as Argo CD does (`getObjsFromYAMLOrJSON`).
 *
 * @throws RenderError if Argo CD does not read the file, or it cannot be said how it reads it.
 */
export function parseManifestFile(path: string, text: string): Json[] {
  const documents = readDocuments(path, text);
  const isObject = (value: unknown) =>
    isMapping(value) && typeof value.kind === 'string' && value.kind !== '';
  if (documents.every(isObject)) return documents as Json[];
  const looksLikeManifest = ['apiVersion:', 'kind:', 'metadata:'].every(word =>
    text.includes(word),
  );
  if (path.endsWith('.json') || looksLikeManifest || documents.some(isObject)) {
    throw new RenderError(`${path}: not every document has a kind`);
  }
  return [];
}

/** Replaces each list by its items: for Argo CD whatever has an array `items` is a list, whatever its kind. */
export function flattenList(object: Json): Json[] {
  if (Array.isArray(object.items)) return object.items;
  const isNullList =
    object.items === null && !('spec' in object) && !('status' in object);
  return isNullList ? [] : [object];
}

/**
 * Returns the object with the fields that identify it checked.
 *
 * @throws RenderError if it has no apiVersion, kind or name, or one that YAML 1.1, which Go reads, takes for something else.
 */
export function checkManifest(path: string, object: unknown): Manifest {
  const { apiVersion, kind, metadata } = isMapping(object)
    ? object
    : ({} as Json);
  const { name, namespace, annotations } = isMapping(metadata)
    ? metadata
    : ({} as Json);
  for (const [field, value] of Object.entries({
    apiVersion,
    kind,
    'metadata.name': name,
    ...(namespace !== undefined &&
      namespace !== null && { 'metadata.namespace': namespace }),
  })) {
    if (!isPlainString(value)) {
      throw new RenderError(
        `${path}: ${field} of ${
          kind ?? 'an object'
        } is missing, or not read as text by every YAML parser`,
      );
    }
  }
  if (
    annotations !== undefined &&
    annotations !== null &&
    !isMapping(annotations)
  ) {
    throw new RenderError(`${path}: metadata.annotations is no map`);
  }
  return object as Manifest;
}

/** Whether a value is text for readers of YAML 1.2 and, where it is not quoted, of YAML 1.1 (`on`, `1_000`, `12:30:45` are not). */
export function isPlainString(value: unknown): value is string {
  if (typeof value !== 'string' || value === '') return false;
  if (/^[a-z][a-z0-9.-]*[/.-][a-z0-9./-]*$/i.test(value)) return true;
  try {
    const other = parse(value, { version: '1.1', logLevel: 'silent' });
    // What is no scalar there was quoted.
    return (
      typeof other === 'string' || isMapping(other) || Array.isArray(other)
    );
  } catch {
    return true;
  }
}

export function isMapping(value: unknown): value is Json {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date)
  );
}
