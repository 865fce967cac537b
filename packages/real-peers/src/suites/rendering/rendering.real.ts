import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { call } from '../../client';
import { apply, eventually } from '../../kubernetes';
import { ArgoCd } from '../../peers/ArgoCd';
import { Gitea } from '../../peers/Gitea';
import { KubeApiServer } from '../../peers/KubeApiServer';
import { application } from '../applications/cases';
import { chartValues, workerManifests } from '../applications/composition';
import { renderedWorkerChart } from '../applications/renderedChart';
import { CASES, RenderingCase } from './cases';
import { FILES, LINKS, renderCase } from './renderCase';

jest.setTimeout(300_000);

const OWNER = 'acme';
const NAME = 'platform';
const closers: Array<() => Promise<void> | void> = [];
let server: KubeApiServer;

/** Pushes the repository with Git itself: links are nothing that Gitea's API makes. */
async function push(gitea: Gitea, url: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rendering-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const token = await gitea.token(Gitea.ADMIN);
  const git = (...args: string[]) =>
    promisify(execFile)(
      'git',
      [
        '-c',
        'user.name=x',
        '-c',
        'user.email=x@example.org',
        '-c',
        'core.autocrlf=false',
        ...args,
      ],
      { cwd: folder },
    );
  await git(
    'clone',
    '-q',
    url.replace('://', `://${Gitea.ADMIN}:${token}@`),
    '.',
  );
  const later: string[] = [];
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    // With the attributes there Git would convert what is added.
    if (path.endsWith('.gitattributes')) later.push(path);
    else writeFileSync(join(folder, path), text);
  }
  for (const [path, to] of Object.entries(LINKS)) {
    symlinkSync(to, join(folder, path));
  }
  await git('add', '--all');
  await git('commit', '-q', '-m', 'Add the folders');
  for (const path of later) {
    writeFileSync(join(folder, path), FILES[path]);
    await git('add', path);
  }
  await git('commit', '-q', '-m', 'Add the attributes');
  await git('push', '-q', 'origin', 'HEAD:main');
}

beforeAll(async () => {
  const gitea = await Gitea.start();
  closers.push(() => gitea.close());
  const repoUrl = `${gitea.url}/${OWNER}/${NAME}.git`;
  await gitea.createOrganisation(OWNER);
  await gitea.createRepository(OWNER, NAME);
  await gitea.must('PATCH', `/repos/${OWNER}/${NAME}`, { private: false });
  await push(gitea, repoUrl);
  server = await KubeApiServer.start({ name: 'worker' });
  closers.push(() => server.close());
  const argocd = await ArgoCd.start({
    server,
    chart: renderedWorkerChart(chartValues()),
    components: [
      'argocd-redis',
      'argocd-repo-server',
      'argocd-application-controller',
    ],
  });
  closers.push(() => argocd.close());
  for (const object of workerManifests(repoUrl)) await apply(server, object);
  for (const { name, source, several } of CASES) {
    const read = {
      repoURL: repoUrl,
      path: name,
      targetRevision: 'main',
      ...source,
    };
    await apply(
      server,
      application(
        {
          name,
          spec: {
            ...(several
              ? { source: undefined, sources: [read] }
              : { source: read }),
            syncPolicy: {},
          },
        },
        repoUrl,
      ),
    );
  }
});

afterAll(async () => {
  for (const closer of closers.reverse()) await closer();
});

const pathOf = (name: string) =>
  `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${name}`;

/** Names of the objects that Argo CD has rendered, or `error`; undefined before it has compared. */
async function said(name: string): Promise<string[] | 'error' | undefined> {
  const { body } = await call(server, 'GET', pathOf(name));
  const { conditions = [], reconciledAt, resources = [] } = body.status ?? {};
  if (conditions.some((c: any) => c.type === 'ComparisonError')) return 'error';
  return reconciledAt && resources.map((r: any) => r.name).sort();
}

it.each(CASES.map(c => [c.name, c] as [string, RenderingCase]))(
  'renders %s as expected, and as packages/argocd-manifests says',
  async (name, testCase) => {
    let last: unknown;
    await eventually(
      async () => {
        last = await said(name);
        if (testCase.again) {
          await call(server, 'PATCH', pathOf(name), {
            type: 'application/merge-patch+json',
            body: {
              metadata: {
                annotations: { 'argocd.argoproj.io/refresh': 'normal' },
              },
            },
          });
        }
        return JSON.stringify(last) === JSON.stringify(testCase.renders);
      },
      () => `Argo CD renders ${JSON.stringify(last)}.`,
      40,
    );
    const ours = renderCase(testCase);
    expect(ours).toEqual(testCase.refused ? 'refused' : testCase.renders);
  },
);
