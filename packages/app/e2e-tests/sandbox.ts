import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const directory = process.env.SANDBOX_DIRECTORY ?? '.sandbox';
export const gitUrl = `http://127.0.0.1:${
  process.env.SANDBOX_GIT_PORT ?? 7020
}`;
const managementUrl = `https://127.0.0.1:${
  process.env.SANDBOX_MANAGEMENT_PORT ?? 7010
}`;
const adminUrl = `http://127.0.0.1:${process.env.SANDBOX_ADMIN_PORT ?? 7030}`;

const read = async (file: string) =>
  (await readFile(join(directory, file), 'utf8')).trim();

/** Clones the GitOps repository as anybody would and returns one file of `main`. */
export async function readFileFromClone(path: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gitops-'));
  try {
    await promisify(execFile)('git', [
      'clone',
      '--quiet',
      `${gitUrl}/platform/gitops.git`,
      folder,
    ]);
    return await readFile(join(folder, path), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Names of the branches of the GitOps repository, by `git ls-remote`. */
export async function listBranches(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('git', [
    'ls-remote',
    '--heads',
    `${gitUrl}/platform/gitops.git`,
  ]);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map(line => line.split('refs/heads/')[1]);
}

/** GET on the management cluster's API server, with its own CA and the portal's read-only token. */
export async function getFromManagement(path: string): Promise<any> {
  const ca = Buffer.from(
    await read('config/management-ca.pem.b64'),
    'base64',
  ).toString();
  const token = await read('config/management-token');
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      `${managementUrl}${path}`,
      { ca, headers: { authorization: `Bearer ${token}` } },
      response => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', chunk => {
          body += chunk;
        });
        response.on('end', () => resolve(JSON.parse(body)));
      },
    );
    request.on('error', reject);
    request.end();
  });
}

/** Sets the faults of one of the sandbox's servers (`management`, `git`, or a worker's name); none clears them. */
export async function setFaults(
  target: string,
  faults: Array<{ kind: string }>,
): Promise<void> {
  const response = await fetch(`${adminUrl}/faults/${target}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await read('admin-token')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ faults }),
  });
  if (!response.ok) {
    throw new Error(`${response.status}: ${await response.text()}`);
  }
}
