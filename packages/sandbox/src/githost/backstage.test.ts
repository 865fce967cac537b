import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  getGiteaArchiveUrl,
  getGiteaEditContentsUrl,
  getGiteaFileContentsUrl,
  getGiteaLatestCommitUrl,
  getGiteaRequestOptions,
  ScmIntegrations,
} from '@backstage/integration';
import { FILES, PORTAL, TestHost } from './__testUtils__/testHost';

let test: TestHost;

beforeAll(async () => {
  test = await TestHost.start();
});

afterAll(async () => {
  await test.stop();
});

function configFor(password = PORTAL) {
  return new ConfigReader({
    integrations: {
      gitea: [
        {
          host: new URL(test.url).host,
          baseUrl: test.url,
          username: 'portal',
          password,
        },
      ],
    },
    backend: { reading: { allow: [{ host: '127.0.0.1' }] } },
  });
}

function makeReader(password?: string) {
  return UrlReaders.default({
    logger: mockServices.logger.mock(),
    config: configFor(password),
  });
}

const address = (path: string, branch = 'main') =>
  `${test.url}/platform/gitops/src/branch/${branch}/${path}`;

describe("Backstage's own URL reader", () => {
  it('reads a file', async () => {
    const file = await makeReader().readUrl(address('claims/dev/a.yaml'));
    expect((await file.buffer()).toString()).toBe(FILES['claims/dev/a.yaml']);
  });

  it('reads a folder, once per commit', async () => {
    const reader = makeReader();
    const tree = await reader.readTree(address('claims'));
    const files = await tree.files();
    const contents = await Promise.all(
      files.map(async file => [
        file.path,
        (await file.content()).toString('utf8'),
      ]),
    );
    expect(Object.fromEntries(contents)).toEqual({
      'dev/a.yaml': FILES['claims/dev/a.yaml'],
      'prod/ü b.yaml': FILES['claims/prod/ü b.yaml'],
    });
    expect(tree.etag).toBe(await test.host.head('platform', 'gitops', 'main'));
    await expect(
      reader.readTree(address('claims'), { etag: tree.etag }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
  });

  it('searches for a file', async () => {
    const found = await makeReader().search(address('README.md'));
    expect(found.files).toHaveLength(1);
    const none = await makeReader().search(address('none.md'));
    expect(none.files).toEqual([]);
  });

  it('is told what is not there, and that credentials are wrong', async () => {
    await expect(makeReader().readUrl(address('none'))).rejects.toMatchObject({
      name: 'NotFoundError',
    });
    await expect(
      makeReader().readTree(address('', 'none')),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
    await expect(
      makeReader('wrong').readUrl(address('README.md')),
    ).rejects.toThrow(/401/);
  });
});

describe("Backstage's Gitea integration", () => {
  it('makes addresses that all lead somewhere', async () => {
    const [{ config }] = ScmIntegrations.fromConfig(configFor()).gitea.list();
    const url = address('claims/dev/a.yaml');
    for (const make of [
      getGiteaFileContentsUrl,
      getGiteaArchiveUrl,
      getGiteaLatestCommitUrl,
      getGiteaEditContentsUrl,
    ]) {
      const response = await fetch(
        make(config, url),
        getGiteaRequestOptions(config),
      );
      expect([make.name, response.status]).toEqual([make.name, 200]);
      await response.arrayBuffer();
    }
  });
});
