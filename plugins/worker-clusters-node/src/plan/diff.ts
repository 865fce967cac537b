/**
 * A unified diff of two texts without header lines: ` ` unchanged, `-` removed, `+` added; three lines around each
 * change, `@@` between distant ones. Made for claims: files of some dozen lines.
 */
export function unifiedDiff(before: string, after: string, around = 3): string {
  const a = lines(before);
  const b = lines(after);
  const script = compare(a, b);
  const near = script.map((_, i) =>
    script
      .slice(Math.max(0, i - around), i + around + 1)
      .some(([sign]) => sign !== ' '),
  );
  const out: string[] = [];
  script.forEach(([sign, line], i) => {
    if (!near[i]) return;
    if (out.length && !near[i - 1]) out.push('@@');
    out.push(`${sign}${line}`);
  });
  return out.length ? `${out.join('\n')}\n` : '';
}

function lines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** The longest common subsequence, by the table of lengths from the end. */
function compare(a: string[], b: string[]): Array<[' ' | '-' | '+', string]> {
  const length = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  );
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      length[i][j] =
        a[i] === b[j]
          ? length[i + 1][j + 1] + 1
          : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const script: Array<[' ' | '-' | '+', string]> = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      script.push([' ', a[i]]);
      i += 1;
      j += 1;
    } else if (
      j >= b.length ||
      (i < a.length && length[i + 1][j] >= length[i][j + 1])
    ) {
      script.push(['-', a[i]]);
      i += 1;
    } else {
      script.push(['+', b[j]]);
      j += 1;
    }
  }
  return script;
}
