/* eslint-disable no-console */
import { spawnSync } from 'node:child_process';
import { unifiedDiff } from '../src/plan/unifiedDiff';

/**
 * Figures of the diff of a claim's file. Each row is measured in a process of its own: CPU time; memory is its highest resident
 * set, above that of a process that does nothing.
 */
const numbered = (count: number, name: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${name(i)}\n`).join('');
const same = (i: number) => `field${i}: ${i}`;
const other = (i: number) => `other${i}: ${i}`;
const everyTenth = (i: number) => (i % 10 ? same(i) : other(i));

const compare = (count: number, after: (i: number) => string) => {
  const texts = [numbered(count, same), numbered(count, after)];
  return () => unifiedDiff(texts[0], texts[1]);
};

const MEASURES: Record<string, () => () => unknown> = {
  nothing: () => () => undefined,
  '100 lines, every tenth differs': () => compare(100, everyTenth),
  '8,000 lines, every tenth differs': () => compare(8000, everyTenth),
  '8,000 lines, all differ': () => compare(8000, other),
  '20,000 lines, all differ': () => compare(20_000, other),
};

function measure(name: string) {
  const run = MEASURES[name]();
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  const { maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ milliseconds, maxRSS }));
}

function main() {
  let nothing = 0;
  for (const name of Object.keys(MEASURES)) {
    const { status, stdout } = spawnSync(
      process.execPath,
      [...process.execArgv, __filename, name],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
    if (status !== 0) {
      console.log(`  ${name.padEnd(45)} failed`);
      continue;
    }
    const { milliseconds, maxRSS } = JSON.parse(stdout);
    nothing ||= maxRSS;
    const megabytes = Math.max(0, (maxRSS - nothing) / 1024);
    console.log(
      `  ${name.padEnd(45)} ${milliseconds
        .toFixed(1)
        .padStart(8)} ms ${megabytes.toFixed(0).padStart(6)} MB`,
    );
  }
}

if (process.argv[2]) measure(process.argv[2]);
else main();
