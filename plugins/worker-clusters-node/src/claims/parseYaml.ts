import { InputError } from '@backstage/errors';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
} from 'yaml';
import type { Document } from 'yaml';

/** Bytes of a file: a claim has about 600. */
export const MAX_YAML_BYTES = 256 * 1024;
/**
 * Marks of punctuation and line ends in a file: a claim has about 50 and an XRD about 700. A YAML parser makes an object
 * of each.
 */
const MAX_MARKS = 15_000;
/** A file with more claims than this is none that people review. */
const MAX_DOCUMENTS = 1000;
/** Levels of lists and maps. */
const MAX_DEPTH = 64;
/** Aliases in a document: each one is looked up among all anchors. */
const MAX_ALIASES = 20;
/** Errors that are kept of a document. */
const MAX_ERRORS = 20;

/** A document of YAML that is not sound: what is wrong, and where. */
export interface YamlProblem {
  /** Offset in the text. */
  offset: number;
  message: string;
}

/** One document of a file of YAML. */
export interface YamlDocument {
  document: Document;
  /** None for a sound document. At most 20. */
  problems: YamlProblem[];
}

/** The documents of a file of YAML. */
export interface YamlFile {
  documents: YamlDocument[];
  /** Line of an offset, from 1. */
  lineAt(offset: number | undefined): number;
}

/**
 * Parses YAML that anybody may have written, in time linear to its size. Size, punctuation, number of documents and depth are
 * bounded before the parser makes objects of them. As for Kubernetes, keys are strings and each stands once in its map.
 *
 * @throws InputError for a file that is larger, denser or deeper than any file of claims is.
 */
export function parseYaml(text: string): YamlFile {
  requireBounded(text);
  const lineCounter = new LineCounter();
  return {
    documents: parseDocuments(text, lineCounter).map(document => ({
      document,
      problems: problemsOf(document),
    })),
    lineAt: offset =>
      offset === undefined ? 1 : lineCounter.linePos(offset).line || 1,
  };
}

const tooDeep = () =>
  new InputError(`The file is nested more than ${MAX_DEPTH} levels deep`);

function parseDocuments(text: string, lineCounter: LineCounter): Document[] {
  const documents = Array.from(
    parseAllDocuments(text, {
      lineCounter,
      // The parser compares each key with all others of its map.
      uniqueKeys: false,
      stringKeys: true,
      // Errors that quote the text are quadratic to build.
      prettyErrors: false,
      logLevel: 'error',
    }) as Iterable<Document>,
  );
  // The parser calls itself for each level.
  if (
    documents.some(({ errors }) =>
      errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION'),
    )
  ) {
    throw tooDeep();
  }
  return documents;
}

/** @throws InputError */
function requireBounded(text: string): void {
  if (Buffer.byteLength(text) > MAX_YAML_BYTES) {
    throw new InputError(
      `The file is larger than ${MAX_YAML_BYTES / 1024} KiB`,
    );
  }
  let marks = 0;
  let documents = 1;
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (isWord(code)) continue;
    const character = text[i];
    if (character === '-' && !isBlank(text.charCodeAt(i + 1))) {
      if (isDocumentBoundary(text, i)) documents += 1;
      continue;
    }
    if (character === '.') {
      if (isDocumentBoundary(text, i)) documents += 1;
      continue;
    }
    marks += 1;
    if (character === '[' || character === '{') depth += 1;
    else if (depth > 0 && (character === ']' || character === '}')) depth -= 1;
    if (depth > MAX_DEPTH) throw tooDeep();
  }
  if (marks > MAX_MARKS) {
    throw new InputError(
      `The file has more than ${MAX_MARKS} marks of punctuation and lines`,
    );
  }
  if (documents > MAX_DOCUMENTS) {
    throw new InputError(`The file has more than ${MAX_DOCUMENTS} documents`);
  }
}

/** Letters, digits, and what paths, times and base64 are written with; of other scripts everything. */
function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 32 ||
    code === 43 ||
    code === 47 ||
    code === 61 ||
    code === 95 ||
    code > 127
  );
}

/** Space, tab, line end, or the end of the text. */
function isBlank(code: number): boolean {
  return (
    code === 32 ||
    code === 9 ||
    code === 10 ||
    code === 13 ||
    Number.isNaN(code)
  );
}

/** `---` or `...` at the beginning of a line. */
function isDocumentBoundary(text: string, at: number): boolean {
  return (
    (at === 0 || text[at - 1] === '\n' || text[at - 1] === '\r') &&
    text[at + 1] === text[at] &&
    text[at + 2] === text[at]
  );
}

function problemsOf(document: Document): YamlProblem[] {
  if (document.errors.length) {
    return document.errors.slice(0, MAX_ERRORS).map(error => ({
      offset: error.pos[0],
      message: error.message,
    }));
  }
  const found: YamlProblem[] = [];
  let aliases = 0;
  const visit = (node: unknown, depth: number): void => {
    if (found.length >= MAX_ERRORS) return;
    const offset = (node as { range?: [number] } | null)?.range?.[0] ?? 0;
    if (isAlias(node)) {
      aliases += 1;
      if (aliases === MAX_ALIASES + 1) {
        found.push({ offset, message: `More than ${MAX_ALIASES} aliases` });
      }
      return;
    }
    if (depth > MAX_DEPTH) throw tooDeep();
    if (isSeq(node)) {
      for (const item of node.items) visit(item, depth + 1);
      return;
    }
    if (!isMap(node)) return;
    const keys = new Set<unknown>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? key.value : key;
      if (keys.has(name) && found.length < MAX_ERRORS) {
        found.push({
          offset: (isScalar(key) && key.range?.[0]) || offset,
          message: 'Map keys must be unique',
        });
      }
      keys.add(name);
      visit(value, depth + 1);
    }
  };
  visit(document.contents, 0);
  return found;
}
