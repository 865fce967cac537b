// docs/fresh-portal.json has the last result for each Backstage release and frontend system; docs/fresh-portal.md shows it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { root } from '../lib.mjs';

const RESULTS = join(root, 'docs', 'fresh-portal.json');
const PAGE = join(root, 'docs', 'fresh-portal.md');
const BEGIN = '<!-- results: written by npm run test:fresh-portal -->';
const END = '<!-- end of results -->';

const minutes = seconds =>
  seconds === undefined
    ? ''
    : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(
        2,
        '0',
      )} s`;

/** The newest release first, and the new frontend system before the legacy one. */
const inOrder = (a, b) =>
  b.backstage.localeCompare(a.backstage, 'en', { numeric: true }) ||
  b.frontendSystem.localeCompare(a.frontendSystem);

function table(rows) {
  const [head, ...body] = rows.map(cells => `| ${cells.join(' | ')} |`);
  return [head, `|${' --- |'.repeat(rows[0].length)}`, ...body].join('\n');
}

/** The tables of docs/fresh-portal.md: when each portal was tested and how long it took, and what was clicked in which. */
function renderResults(results) {
  const portals = table([
    [
      'Backstage',
      'frontend system',
      'date',
      'checks',
      'pack',
      'create and install',
      'steps',
      'start',
      'clicks',
    ],
    ...results.map(({ backstage, frontendSystem, date, seconds, checks }) => [
      backstage,
      frontendSystem,
      date,
      `${checks.filter(c => c.passed).length} of ${checks.length}`,
      minutes(seconds.pack),
      minutes(seconds.create),
      minutes(seconds.steps),
      minutes(seconds.start),
      minutes(seconds.clicks),
    ]),
  ]);
  const names = [...new Set(results.flatMap(r => r.checks.map(c => c.name)))];
  const state = ({ checks }, name) => {
    const found = checks.find(c => c.name === name);
    if (!found) return '';
    return found.passed ? 'passed' : '**failed**';
  };
  const matrix = table([
    ['check', ...results.map(r => `${r.backstage}, ${r.frontendSystem}`)],
    ...names.map(name => [name, ...results.map(r => state(r, name))]),
  ]);
  return `${portals}\n\n${matrix}`;
}

/** Puts a result in the place of the one before of the same release and frontend system. */
export function writeResult(result) {
  const before = existsSync(RESULTS)
    ? JSON.parse(readFileSync(RESULTS, 'utf8'))
    : [];
  const same = before.find(
    r =>
      r.backstage === result.backstage &&
      r.frontendSystem === result.frontendSystem,
  );
  const results = [...before.filter(r => r !== same), result];
  results.sort(inOrder);
  const format = (text, path) =>
    prettier.format(text, {
      ...prettier.resolveConfig.sync(path),
      filepath: path,
    });
  writeFileSync(RESULTS, format(JSON.stringify(results), RESULTS));
  const page = readFileSync(PAGE, 'utf8');
  const begin = page.indexOf(BEGIN) + BEGIN.length;
  const end = page.indexOf(END);
  writeFileSync(
    PAGE,
    format(
      `${page.slice(0, begin)}\n\n${renderResults(results)}\n\n${page.slice(
        end,
      )}`,
      PAGE,
    ),
  );
}
