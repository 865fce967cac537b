import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS>();

/**
 * A pattern of Go's `regexp` (RE2), as API servers read it: `(?i)`, `[[:alpha:]]`, `\z`, and no look-around. Takes time
 * linear in the text, whatever the pattern, where JavaScript's own can take for ever.
 *
 * @throws Error that names the pattern, if Go would not take it
 */
export function compilePattern(pattern: string): RE2JS {
  let known = compiled.get(pattern);
  if (!known) {
    try {
      known = RE2JS.compile(pattern);
    } catch (error) {
      throw new Error(
        `the pattern '${pattern}' is not a regular expression of Go's (${
          (error as Error).message
        })`,
      );
    }
    if (compiled.size > 1000) compiled.clear();
    compiled.set(pattern, known);
  }
  return known;
}
