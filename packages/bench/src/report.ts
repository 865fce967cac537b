import type { Spread } from './statistics';

/** One row of the table. */
export interface Row {
  measure: string;
  goal: string;
  figure: string;
  /** To the other program or phase of the same run, where there is one. */
  ratio?: string;
  /** Undefined: the row has no goal of its own, or could not be measured. */
  met?: boolean;
  /** What was measured, as numbers. */
  values: Record<string, number | string | undefined>;
}

export const ms = (value: number) =>
  Math.abs(value) >= 10_000
    ? `${(value / 1000).toFixed(1)} s`
    : `${value.toFixed(Math.abs(value) < 10 ? 1 : 0)} ms`;

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let unit = 0;
  let scaled = value;
  while (Math.abs(scaled) >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${scaled.toFixed(Math.abs(scaled) < 10 && unit ? 1 : 0)} ${
    units[unit]
  }`;
}

export const percent = (value: number) => `${value.toFixed(0)} %`;

export const times = ({ median, low, high, runs }: Spread) =>
  runs > 1
    ? `${median.toFixed(2)}× (${low.toFixed(2)}–${high.toFixed(
        2,
      )}, ${runs} runs)`
    : `${median.toFixed(2)}×`;

const met = ({ met: reached }: Row) => {
  if (reached === undefined) return '–';
  return reached ? 'yes' : 'no';
};

/** The rows as a Markdown table. */
export function toTable(rows: Row[]): string {
  const cells = [
    ['measure', 'goal', 'figure', 'ratio', 'met?'],
    ...rows.map(row => [
      row.measure,
      row.goal,
      row.figure,
      row.ratio ?? '–',
      met(row),
    ]),
  ];
  const widths = cells[0].map((_, column) =>
    Math.max(...cells.map(row => row[column].length)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [
    line(cells[0]),
    line(widths.map(width => '-'.repeat(width))),
    ...cells.slice(1).map(line),
  ].join('\n');
}
