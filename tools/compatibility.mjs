// Writes the table of docs/compatibility.md from docs/fresh-portal.json, the last result of the packed packages in a fresh portal
// of each Backstage release and frontend system. What has no result is not tested.
//
//   node tools/compatibility.mjs            writes it
//   node tools/compatibility.mjs --check    fails if the page says something else than the results
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { root } from './lib.mjs';

const RESULTS = join(root, 'docs', 'fresh-portal.json');
const PAGE = join(root, 'docs', 'compatibility.md');
const BEGIN = '<!-- table: written by node tools/compatibility.mjs -->';
const END = '<!-- end of table -->';

/** Backstage releases that the dependency ranges admit. */
const ADMITTED = ['1.57', '1.56', '1.55'];

const minorOf = release => release.split('.').slice(0, 2).join('.');

/** What is known of one release with one frontend system: never more than what ran. */
function verdict(result) {
  if (!result) return 'not tested';
  const failed = result.checks.filter(({ passed }) => passed !== true).length;
  if (result.checks.length === 0) return 'not tested';
  return failed
    ? `**${failed} of ${result.checks.length} checks failed** on ${result.date} (${result.backstage})`
    : `tested on ${result.date} (${result.backstage})`;
}

/** Returns the table as Markdown: the newest release first. */
export function renderTable(results, admitted = ADMITTED) {
  const newestFirst = (a, b) => b.localeCompare(a, 'en', { numeric: true });
  const releases = [
    ...new Set([...admitted, ...results.map(r => minorOf(r.backstage))]),
  ].sort(newestFirst);
  const last = (release, frontendSystem) =>
    results
      .filter(
        r =>
          minorOf(r.backstage) === release &&
          r.frontendSystem === frontendSystem,
      )
      .sort(
        (a, b) =>
          b.date.localeCompare(a.date) || newestFirst(a.backstage, b.backstage),
      )[0];
  return [
    '| Backstage | new frontend system | legacy frontend system |',
    '| --- | --- | --- |',
    ...releases.map(
      release =>
        `| ${release} | ${verdict(last(release, 'new'))} | ${verdict(
          last(release, 'legacy'),
        )} |`,
    ),
  ].join('\n');
}

/** Puts the table in its place on a page. */
export function withTable(page, results, admitted) {
  const begin = page.indexOf(BEGIN) + BEGIN.length;
  const end = page.indexOf(END);
  return prettier.format(
    `${page.slice(0, begin)}\n\n${renderTable(
      results,
      admitted,
    )}\n\n${page.slice(end)}`,
    { ...prettier.resolveConfig.sync(PAGE), parser: 'markdown' },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = existsSync(RESULTS)
    ? JSON.parse(readFileSync(RESULTS, 'utf8'))
    : [];
  const page = readFileSync(PAGE, 'utf8');
  const wanted = withTable(page, results);
  if (!process.argv.includes('--check')) writeFileSync(PAGE, wanted);
  else if (page !== wanted) {
    console.error(
      '✖ docs/compatibility.md is not what docs/fresh-portal.json says: run node tools/compatibility.mjs',
    );
    process.exitCode = 1;
  }
}
