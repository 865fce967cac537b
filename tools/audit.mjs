// npm run audit: asks the registry for known vulnerabilities of what the published packages and the portal need at run time,
// and fails for one of the severity `high` or `critical`. A registry that does not serve advisories, or that cannot be
// reached, is `not run: <reason>` with exit code 0: neither passed nor failed.
//
// An advisory that does not apply is listed in .yarnrc.yml (npmAuditIgnoreAdvisories), with the reason as a comment.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, root, say, yarn } from './lib.mjs';

const SEVERITY = 'high';
/** Of one attempt; a registry that hangs must not hold up the gate. */
const TIMEOUT_MS = 20_000;
const MAX_REASON = 200;

function parseAdvisory(line) {
  try {
    const { value, children } = JSON.parse(line);
    if (!children?.Severity) return undefined;
    return {
      package: value,
      versions: children['Tree Versions'],
      severity: children.Severity,
      title: children.Issue,
      url: children.URL,
    };
  } catch {
    return undefined;
  }
}

/**
 * Reads the result of `yarn npm audit --json`.
 *
 * @returns `advisories` if the registry answered, else `reason`
 * @throws if the command was used wrongly, or the lockfile is not up to date
 */
export function readAudit({ status, output }) {
  const lines = output.split('\n').filter(line => line.trim());
  const advisories = lines.map(parseAdvisory).filter(Boolean);
  if (advisories.length > 0 || status === 0) return { advisories };
  const usage = lines.find(line => /Usage Error|YN0028/.test(line));
  if (usage) throw new Error(usage);
  const said = lines
    .map(line =>
      line
        .replace(/\u001b\[\d+m/g, '')
        .replace(/^➤ YN\d+: +/, '')
        .trim(),
    )
    .slice(0, 2)
    .join(': ');
  return {
    reason: `the registry gives no advisories (${
      said.slice(0, MAX_REASON) || `exit code ${status}`
    })`,
  };
}

function audit() {
  const counts = join(root, 'node_modules', '.cache', 'audit-counts');
  rmSync(counts, { force: true });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      yarn,
      ...['npm', 'audit', '--all', '--recursive', '--no-deprecations'],
      ...['--environment', 'production', '--severity', SEVERITY, '--json'],
    ],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: {
        YARN_HTTP_TIMEOUT: String(TIMEOUT_MS),
        YARN_HTTP_RETRY: '1',
        ...process.env,
        FORCE_COLOR: '0',
      },
    },
  );
  const { advisories, reason } = readAudit({
    status,
    output: `${stdout}${stderr}`,
  });
  if (reason) {
    say(`not run: audit: ${reason}`);
    return;
  }
  for (const found of advisories) {
    const { package: name, versions, severity, title, url } = found;
    console.log(`${severity}: ${name} ${versions.join(', ')}: ${title} ${url}`);
  }
  mkdirSync(join(counts, '..'), { recursive: true });
  writeFileSync(counts, advisories.length ? '0 1\n' : '1 0\n');
  if (advisories.length > 0) {
    fail(
      `${advisories.length} known vulnerabilities: update what is named, or list an advisory that does not apply in .yarnrc.yml (npmAuditIgnoreAdvisories)`,
    );
  }
  say(`No known vulnerability of the severity ${SEVERITY} or above`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    audit();
  } catch (error) {
    fail(error.message);
  }
}
