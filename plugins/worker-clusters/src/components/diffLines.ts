/** A line of a text or of a unified diff. */
export interface DiffLine {
  kind: 'added' | 'removed' | 'same' | 'place';
  text: string;
}

/** A unified diff without header lines, line by line. */
export function diffLines(diff: string): DiffLine[] {
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .map(line => {
      if (line.startsWith('@@')) return { kind: 'place', text: line };
      if (line.startsWith('+')) return { kind: 'added', text: line.slice(1) };
      if (line.startsWith('-')) return { kind: 'removed', text: line.slice(1) };
      return { kind: 'same', text: line.replace(/^ /, '') };
    });
}
