import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAudit } from './audit.mjs';
import { root } from './lib.mjs';

const COUNTS = join(root, 'node_modules', '.cache', 'audit-counts');
const ADVISORY = {
  id: 1,
  title: 'Reads what it should not',
  url: 'https://advisories.example.org/1',
  severity: 'high',
  vulnerable_versions: '>=0.0.0',
  cwe: [],
  cvss: { score: 0, vectorString: null },
};

/** Runs the command against a registry on loopback that answers so. */
async function audit(answer) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ path: request.url, packages: JSON.parse(body) });
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const child = spawn(process.execPath, [join(root, 'tools/audit.mjs')], {
    env: {
      ...process.env,
      YARN_NPM_AUDIT_REGISTRY: `http://127.0.0.1:${server.address().port}`,
      YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
      YARN_HTTP_TIMEOUT: '3000',
      YARN_HTTP_RETRY: '0',
    },
  });
  let output = '';
  child.stdout.on('data', text => (output += text));
  child.stderr.on('data', text => (output += text));
  const [code] = await once(child, 'close');
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  const counts = existsSync(COUNTS) && readFileSync(COUNTS, 'utf8').trim();
  return { asked, code, counts, output };
}
const json = value => response => response.end(JSON.stringify(value));

// One after another: they leave their counts in the same file.
test('a registry', async t => {
  await t.test('that knows no vulnerability: passed', async () => {
    const { asked, code, counts, output } = await audit(json({}));
    assert.equal(code, 0, output);
    assert.equal(counts, '1 0');
    assert.equal(asked.length, 1);
    // Those of the published packages and of the portal, with all that they need.
    for (const name of ['@backstage/ui', 'express', 'react', 'undici']) {
      assert.ok(asked[0].packages[name], name);
    }
    assert.equal(asked[0].packages.knip, undefined);
  });

  await t.test('that knows a severe one: failed, and named', async () => {
    const { code, counts, output } = await audit(json({ express: [ADVISORY] }));
    assert.equal(code, 1);
    assert.equal(counts, '0 1');
    assert.match(output, /high: express [\d., ]+: Reads what it should not/);
    assert.match(output, /advisories\.example\.org\/1/);
    assert.doesNotMatch(output, /not run/);
  });

  await t.test('that knows a moderate one: passed', async () => {
    const moderate = { ...ADVISORY, severity: 'moderate' };
    const { code, counts } = await audit(json({ express: [moderate] }));
    assert.equal(code, 0);
    assert.equal(counts, '1 0');
  });

  for (const [name, answer, reason] of [
    [
      'that has no advisories (405)',
      response => {
        response.statusCode = 405;
        response.end();
      },
      /405/,
    ],
    ['that answers with a page', response => response.end('<html>'), /JSON/],
    ['that answers with something else', json({ express: { a: 1 } }), /\(/],
    ['that hangs', () => {}, /Timeout/],
    ['that ends the connection', response => response.destroy(), /\(/],
  ]) {
    await t.test(`${name}: neither passed nor failed`, async () => {
      const { code, counts, output } = await audit(answer);
      assert.equal(code, 0, output);
      assert.equal(counts, false);
      assert.match(output, /not run: audit: the registry gives no advisories/);
      assert.match(output, reason);
    });
  }
});

test('a lockfile that is not up to date is a failure', () => {
  assert.throws(
    () =>
      readAudit({
        status: 1,
        output:
          "Usage Error: This package doesn't seem to be present in your lockfile",
      }),
    /lockfile/,
  );
});
