import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGitopsFiles, startGitHost } from '@worker-clusters/sandbox';
import { Gitea } from '../../peers/Gitea';
import { PORTAL, REPOSITORY, RequestsTarget } from './RequestsTarget';

/** After which the sandbox's Git host handles a deleted branch; less than the portal waits before its second look. */
const QUEUE_MS = 2000;

const files = (url: string) =>
  readGitopsFiles({ repoUrl: `${url}/platform/gitops.git`, claims: true });

/** The sandbox's Git host. */
export async function startSandboxGitHost(): Promise<RequestsTarget> {
  const directory = mkdtempSync(join(tmpdir(), 'githost-'));
  const user = (login: string, admin = false) => ({
    login,
    fullName: login,
    email: `${login}@example.org`,
    token: `${login}-t0ken-of-the-test`,
    admin,
  });
  const users = [user(PORTAL), user('ada'), user('engineer', true)];
  const host = await startGitHost({ directory, users, queueMs: QUEUE_MS });
  await host.ensureRepository({
    owner: 'platform',
    name: 'gitops',
    files: files(host.url),
    protectMain: true,
  });
  return {
    url: host.url,
    portalToken: users[0].token,
    adaToken: users[1].token,
    async api(method, path, body) {
      const response = await fetch(`${host.url}/api/v1${path}`, {
        method,
        headers: {
          Authorization: `token ${users[2].token}`,
          'Content-Type': 'application/json',
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return {
        status: response.status,
        body:
          text.startsWith('{') || text.startsWith('[')
            ? JSON.parse(text)
            : text,
      };
    },
    // It always takes that long.
    busy: async () => QUEUE_MS + 500,
    async close() {
      await host.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A real Gitea. */
export async function startGitea(): Promise<RequestsTarget> {
  const gitea = await Gitea.start();
  try {
    await gitea.createOrganisation('platform');
    // Without a first commit: the files are that commit.
    await gitea.must('POST', '/orgs/platform/repos', {
      name: 'gitops',
      default_branch: 'main',
      private: true,
    });
    await gitea.must('POST', `${REPOSITORY}/contents`, {
      branch: 'main',
      message: 'First commit',
      files: Object.entries(files(gitea.url)).map(([path, content]) => ({
        operation: 'create',
        path,
        content: Buffer.from(content).toString('base64'),
      })),
    });
    await gitea.must('POST', `${REPOSITORY}/branch_protections`, {
      rule_name: 'main',
      enable_push: false,
    });
    for (const user of [PORTAL, 'ada']) {
      await gitea.createUser(user);
      await gitea.must('PUT', `${REPOSITORY}/collaborators/${user}`, {
        permission: 'write',
      });
    }
    return {
      url: gitea.url,
      portalToken: await gitea.token(PORTAL),
      adaToken: await gitea.token('ada'),
      api: (method, path, body) => gitea.api(method, path, body),
      async busy() {
        const folder = randomBytes(4).toString('hex');
        // Each is a task of the queue in which the deletion of a branch takes its turn.
        await Promise.all(
          Array.from({ length: 30 }, (_, i) =>
            gitea.must('POST', `${REPOSITORY}/branches`, {
              new_branch_name: `other-work/${folder}/${i}`,
              old_ref_name: 'main',
            }),
          ),
        );
        return 10_000;
      },
      close: () => gitea.close(),
    };
  } catch (error) {
    await gitea.close();
    throw error;
  }
}
