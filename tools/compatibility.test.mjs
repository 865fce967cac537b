import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderTable, withTable } from './compatibility.mjs';

const PASSED = {
  backstage: '1.57.0',
  frontendSystem: 'new',
  date: '2026-11-29',
  seconds: {},
  checks: [{ name: 'fleet page', passed: true }],
};
const rowsOf = table => table.split('\n').slice(2);

test('says of no release more than what ran', () => {
  assert.deepEqual(rowsOf(renderTable([], ['1.57', '1.56'])), [
    '| 1.57 | not tested | not tested |',
    '| 1.56 | not tested | not tested |',
  ]);
  assert.deepEqual(rowsOf(renderTable([PASSED], ['1.57'])), [
    '| 1.57 | tested on 2026-11-29 (1.57.0) | not tested |',
  ]);
});

test('says what failed, and takes a run without checks for none', () => {
  const failed = {
    ...PASSED,
    checks: [...PASSED.checks, { name: 'form', passed: false }],
  };
  assert.match(
    renderTable([failed], ['1.57']),
    /\*\*1 of 2 checks failed\*\* on 2026-11-29/,
  );
  assert.match(
    rowsOf(renderTable([{ ...PASSED, checks: [] }], ['1.57']))[0],
    /not tested \| not tested/,
  );
});

test('takes the last run of a release, and lists releases that are not admitted any more', () => {
  const older = { ...PASSED, date: '2026-10-01', checks: [{ passed: false }] };
  const other = { ...PASSED, backstage: '1.54.2', frontendSystem: 'legacy' };
  assert.deepEqual(rowsOf(renderTable([older, PASSED, other], ['1.57'])), [
    '| 1.57 | tested on 2026-11-29 (1.57.0) | not tested |',
    '| 1.54 | not tested | tested on 2026-11-29 (1.54.2) |',
  ]);
});

test('replaces the table and nothing else', () => {
  const page = `# Title\n\n<!-- table: written by node tools/compatibility.mjs -->\n\nold\n\n<!-- end of table -->\n\nText.\n`;
  const written = withTable(page, [PASSED], ['1.57']);
  assert.match(
    written,
    /^# Title\n[\s\S]*tested on 2026-11-29[\s\S]*Text\.\n$/,
  );
  assert.ok(!written.includes('old'));
  assert.equal(withTable(written, [PASSED], ['1.57']), written);
});
