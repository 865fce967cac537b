/** Words that CEL reserves: a field of such a name is `__<name>__` in a rule. */
const RESERVED = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

const ESCAPES: Array<[text: string, escaped: string]> = [
  ['__', '__underscores__'],
  ['.', '__dot__'],
  ['-', '__dash__'],
  ['/', '__slash__'],
];

/**
 * How a rule calls a field (Kubernetes, "Validation rules", escaping of property names). Undefined for a name that a rule
 * cannot call at all.
 */
export function escapeName(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`;
  const escaped = name.replace(
    /__|[./-]/g,
    text => ESCAPES.find(([plain]) => plain === text)![1],
  );
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(escaped) ? escaped : undefined;
}

/** The field that a rule calls by a name. */
export function unescapeName(name: string): string {
  const word = /^__(\w+)__$/.exec(name)?.[1];
  if (word !== undefined && RESERVED.has(word)) return word;
  return name.replace(
    /__(?:underscores|dot|dash|slash)__/g,
    text => ESCAPES.find(([, escaped]) => escaped === text)![0],
  );
}
