import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  distTag,
  obstacles,
  pendingChangesets,
  publishArguments,
  withProvenance,
} from './plan.mjs';

const READY = {
  status: '',
  branch: 'main',
  version: '0.3.0',
  tags: ['v0.2.0'],
  command: 'publish',
};

test('begins on a clean main, or on the branch of a minor version', () => {
  assert.deepEqual(obstacles(READY), []);
  assert.deepEqual(obstacles({ ...READY, branch: 'release/v0.3' }), []);
});

test('makes the release commit on any branch', () => {
  assert.deepEqual(
    obstacles({ ...READY, branch: 'release-0.3', command: 'version' }),
    [],
  );
});

for (const [name, change, expected] of [
  ['a changed work tree', { status: ' M package.json\n' }, /not clean/],
  [
    'a changed work tree in a dry run',
    { status: '?? x\n', command: '--dry-run' },
    /not clean/,
  ],
  ['another branch', { branch: 'topic' }, /branch is topic/],
  ['no branch', { branch: '' }, /branch is none/],
  ['a version that is released', { tags: ['v0.3.0'] }, /released already/],
]) {
  test(`does not begin on ${name}`, () => {
    const problems = obstacles({ ...READY, ...change });
    assert.equal(problems.length, 1);
    assert.match(problems[0], expected);
  });
}

test('counts the changesets without a version', () => {
  const files = ['README.md', 'config.json', 'a.md', 'b.md'];
  assert.deepEqual(pendingChangesets(files), ['a', 'b']);
  const pre = { mode: 'pre', changesets: ['a'] };
  assert.deepEqual(pendingChangesets(files, pre), ['b']);
  assert.deepEqual(pendingChangesets(files, { ...pre, mode: 'exit' }), [
    'a',
    'b',
  ]);
});

test('makes only the newest stable version the latest', () => {
  const main = { branch: 'main' };
  assert.equal(distTag({ ...main, version: '1.0.0' }), 'latest');
  assert.equal(distTag({ ...main, version: '1.0.0-next.0' }), 'next');
  assert.equal(distTag({ version: '0.9.1', branch: 'release/v0.9' }), 'v0.9');
  assert.equal(
    distTag({ version: '1.0.1', branch: 'release/v1.0', tag: 'latest' }),
    'latest',
  );
});

test('publishes for everybody, with provenance where there is one', () => {
  assert.deepEqual(
    publishArguments({ tarball: 'a.tgz', tag: 'next', provenance: true }),
    ['publish', 'a.tgz', '--access', 'public', '--tag', 'next', '--provenance'],
  );
  assert.ok(
    publishArguments({ tarball: 'a.tgz', tag: 'next', dryRun: true }).includes(
      '--dry-run',
    ),
  );
  assert.equal(withProvenance({ SIGSTORE_ID_TOKEN: 'x' }, {}), true);
  assert.equal(withProvenance({}, { dryRun: true }), false);
  assert.equal(withProvenance({}, { without: true }), false);
  assert.throws(() => withProvenance({}, {}), /--without-provenance/);
});
