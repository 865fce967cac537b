import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import giteaModule from '@backstage/plugin-scaffolder-backend-module-gitea';
import {
  PlatformAnswers,
  renderPlatformRepository,
  startGitHost,
} from '@worker-clusters/sandbox';
import request from 'supertest';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { findViolations } from './isolation';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../../..');
const TOKEN = 'portal-t0ken-of-the-test';

describe('template Platform repository, through the scaffolder, on the sandbox Git host', () => {
  let directory: string;
  let templateFile: string;
  let host: Awaited<ReturnType<typeof startGitHost>>;
  let registered: string[];
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'githost-'));
    // As it is in the published package.
    const packed = join(directory, 'templates');
    execFileSync(process.execPath, [
      join(ROOT, 'tools/pack-templates.mjs'),
      '--to',
      packed,
    ]);
    templateFile = join(packed, 'platform-repository/template.yaml');
    host = await startGitHost({
      directory: join(directory, 'host'),
      users: [
        {
          login: 'portal',
          fullName: 'Portal',
          email: 'portal@example.org',
          token: TOKEN,
        },
      ],
    });
    // An organisation is there as soon as one of its repositories is.
    for (const { organisation } of Object.values(ANSWERS)) {
      await host.ensureRepository({
        owner: organisation,
        name: 'other',
        files: { 'README.md': '# Other\n' },
      });
    }
    registered = [];
    const template = parse(await readFile(templateFile, 'utf8'));
    template.metadata.namespace = 'default';
    template.metadata.annotations = {
      'backstage.io/managed-by-location': `file:${templateFile}`,
      'backstage.io/managed-by-origin-location': `file:${templateFile}`,
    };
    const user = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name: 'mock', namespace: 'default' },
      spec: {},
    };
    const catalog = catalogServiceMock({ entities: [template, user] });
    backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        giteaModule,
        catalogServiceMock.mock({
          getEntityByRef: catalog.getEntityByRef.bind(catalog) as any,
          addLocation: (async ({ target }: any) => {
            registered.push(target);
            return { location: { id: 'x', type: 'url', target }, entities: [] };
          }) as any,
        }).factory,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://portal.test' },
            integrations: {
              gitea: [
                {
                  host: new URL(host.url).host,
                  baseUrl: host.url,
                  username: 'portal',
                  password: TOKEN,
                },
              ],
            },
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await host?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const authorization = mockCredentials.user.header('user:default/mock');

  const create = (values: object) =>
    request(backend.server)
      .post('/api/scaffolder/v2/tasks')
      .set('Authorization', authorization)
      .send({ templateRef: 'template:default/platform-repository', values });

  it.each(Object.entries(ANSWERS))(
    'makes the repository that the tests know, and registers it: with the answers of %s',
    async (_, known) => {
      const { organisation } = known;
      const repoName = `made-for-${organisation}`;
      const answers: PlatformAnswers = {
        ...known,
        repoName,
        gitUrl: `${host.url}/${organisation}/${repoName}.git`,
      };
      const task = await run({
        gitHost: 'gitea',
        repoUrl: `${
          new URL(host.url).host
        }?owner=${organisation}&repo=${repoName}`,
        gitUrl: answers.gitUrl,
        owner: answers.ownerRef,
        ownerTeam: answers.ownerTeam,
        oidc: answers.oidc,
        access: answers.access,
        ingress: answers.ingress,
        clusterProfiles: answers.clusterProfiles,
        domain: answers.domain,
        environments: answers.environments,
        regions: answers.regions,
        managementRegion: answers.managementRegion,
        managementAccountId: answers.managementAccountId,
        managementCidrs: answers.managementCidrs,
        sampleClaims: answers.sampleClaims,
        crossplaneV1: answers.crossplaneV1,
      });
      expect(task.log).toContain('Create the repository on Gitea');
      expect(task).toMatchObject({ status: 'completed' });
      expect(task.log).not.toContain(TOKEN);

      const files = await host.readFiles(organisation, repoName, 'main', '');
      expect(files).toEqual(renderPlatformRepository(answers));
      expect(findViolations(files)).toEqual([]);
      expect(registered.at(-1)).toBe(
        `${host.url}/${organisation}/${repoName}/src/branch/main/catalog-info.yaml`,
      );
    },
  );

  it.each([
    ['environments', [{ name: 'Dev', awsAccountId: '111111111111' }]],
    ['environments', [{ name: 'x'.repeat(31), awsAccountId: '111111111111' }]],
    ['domain', 'worker-clusters.acme-holdings.com'],
    ['repoUrl', 'dev.azure.com?organization=a&project=My+Platform&repo=b'],
    ['managementCidrs', ['0.0.0.0/0']],
  ])('refuses %s %j before anything is made', async (field, value) => {
    const known = ANSWERS['the smallest'];
    const { status, body } = await create({
      gitHost: 'gitea',
      repoUrl: `${new URL(host.url).host}?owner=acme&repo=refused`,
      owner: known.ownerRef,
      ownerTeam: known.ownerTeam,
      domain: known.domain,
      environments: known.environments,
      regions: known.regions,
      managementRegion: known.managementRegion,
      managementAccountId: known.managementAccountId,
      managementCidrs: known.managementCidrs,
      [field]: value,
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toMatch(
      new RegExp(`${field}.*(does not match pattern|maximum length)`),
    );
  });

  it('asks for a clone URL only where the usual one is not meant', async () => {
    const template = parse(await readFile(templateFile, 'utf8'));
    expect(template.spec.parameters[0].required).not.toContain('gitUrl');
  });

  async function run(values: object) {
    const { body: created, status: answer } = await create(values);
    expect({ answer, created }).toMatchObject({ answer: 201 });
    for (;;) {
      const { body: task } = await request(backend.server)
        .get(`/api/scaffolder/v2/tasks/${created.id}`)
        .set('Authorization', authorization);
      if (['completed', 'failed', 'cancelled'].includes(task.status)) {
        const { body: events } = await request(backend.server)
          .get(`/api/scaffolder/v2/tasks/${created.id}/events`)
          .set('Authorization', authorization);
        return {
          status: task.status as string,
          log: events
            .map((e: any) => `${e.body.message} ${e.body.error?.message ?? ''}`)
            .join('\n') as string,
        };
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
});
