import { RenderError } from './RenderError';

/** Longest pattern, and the most patterns that its braces may stand for. */
const MAX_PATTERN = 300;
const MAX_ALTERNATIVES = 64;

/** `any`: a run of characters, `one`: one character, else the character itself. */
type Token = 'any' | 'one' | { char: string };

/**
 * Returns a matcher for `directory.include` and `directory.exclude`, with the meaning of Argo CD's `util/glob`
 * (gobwas/glob without separators): `*` and `**` match any characters, `/` as well; `?` one character; `{a,b}` either.
 * A match takes time in the order of pattern times path.
 *
 * @throws RenderError for what Argo CD would read in another way: character classes, and braces that are not closed.
 */
export function compileGlob(pattern: string): (path: string) => boolean {
  if (pattern.length > MAX_PATTERN) {
    throw new RenderError(
      `The pattern '${pattern.slice(
        0,
        40,
      )}…' is longer than ${MAX_PATTERN} characters`,
    );
  }
  const alternatives = expandBraces(pattern).map(tokenize);
  return path => alternatives.some(tokens => matches(tokens, path));
}

function unsupported(pattern: string): RenderError {
  return new RenderError(
    `The pattern '${pattern}' is not evaluated here: use *, ?, and {a,b} only`,
  );
}

function expandBraces(pattern: string): string[] {
  const open = pattern.indexOf('{');
  if (open < 0) {
    if (pattern.includes('}')) throw unsupported(pattern);
    return [pattern];
  }
  const close = pattern.indexOf('}', open);
  const inner = pattern.slice(open + 1, close);
  if (
    close < 0 ||
    inner.includes('{') ||
    pattern.slice(0, open).includes('}')
  ) {
    throw unsupported(pattern);
  }
  const rest = expandBraces(pattern.slice(close + 1));
  const expanded = inner
    .split(',')
    .flatMap(choice => rest.map(end => pattern.slice(0, open) + choice + end));
  if (expanded.length > MAX_ALTERNATIVES) throw unsupported(pattern);
  return expanded;
}

function tokenize(pattern: string): Token[] {
  if (/[[\]\\!]/.test(pattern)) throw unsupported(pattern);
  const tokens: Token[] = [];
  for (const char of pattern) {
    if (char === '?') tokens.push('one');
    else if (char !== '*') tokens.push({ char });
    else if (tokens.at(-1) !== 'any') tokens.push('any');
  }
  return tokens;
}

function matches(tokens: Token[], path: string): boolean {
  // Which beginnings of the pattern match the part of the path that was read so far.
  let reached = new Set([0]);
  const skipRuns = (at: Set<number>) => {
    for (const i of at) if (tokens[i] === 'any') at.add(i + 1);
    return at;
  };
  skipRuns(reached);
  for (const char of path) {
    const next = new Set<number>();
    for (const i of reached) {
      const token = tokens[i];
      if (token === 'any') next.add(i);
      else if (token === 'one' || (token && token.char === char))
        next.add(i + 1);
    }
    if (!next.size) return false;
    reached = skipRuns(next);
  }
  return reached.has(tokens.length);
}
