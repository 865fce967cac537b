import type { ApplicationSource } from './applications';
import { applicationVersion } from './applicationVersion';

const COMMIT = '4f2c1a94f2c1a94f2c1a94f2c1a94f2c1a94f2c1';
const git = (rest: Partial<ApplicationSource> = {}): ApplicationSource => ({
  type: 'git',
  repoUrl: 'https://git.example.org/shop/web.git',
  targetRevision: 'main',
  revision: { value: COMMIT, kind: 'commit' },
  ...rest,
});
const chart = (value: string, deployed?: string): ApplicationSource => ({
  type: 'helm',
  chart: 'web',
  targetRevision: '1.x',
  revision: { value, kind: 'chart' },
  ...(deployed && { deployedRevision: { value: deployed, kind: 'chart' } }),
});
const app = (sources: ApplicationSource[], ...images: string[]) => ({
  name: 'web',
  sources,
  images,
});

describe('applicationVersion', () => {
  it.each<[string, ReturnType<typeof app>, string | undefined]>([
    ['nothing', app([]), undefined],
    ['a chart', app([chart('1.4.2')], 'x/web:9'), 'chart 1.4.2'],
    [
      'the chart that runs, not the one that is wanted',
      app([chart('1.4.2', '1.4.1')]),
      'chart 1.4.1',
    ],
    [
      'the chart beside a source of values',
      app([git({ ref: 'values' }), chart('1.4.2')]),
      'chart 1.4.2',
    ],
    [
      'a Git tag',
      app([git({ targetRevision: 'v1.4.2' })], 'x/web:9'),
      'tag v1.4.2',
    ],
    [
      'a full name of a Git tag',
      app([git({ targetRevision: 'refs/tags/1.4.2' })]),
      'tag 1.4.2',
    ],
    [
      'the image while a new Git tag is not deployed',
      app(
        [
          git({
            targetRevision: 'v1.4.2',
            deployedRevision: { value: 'a'.repeat(40), kind: 'commit' },
          }),
        ],
        'x/web:1.4.1',
      ),
      'image 1.4.1',
    ],
    [
      'the image for a branch',
      app([git()], 'ghcr.io/shop/web:1.4.2@sha256:abc'),
      'image 1.4.2',
    ],
    [
      'the image with the name of the Application',
      app([git()], 'x/redis:7', 'x/web:1.4.2'),
      'image 1.4.2',
    ],
    [
      'an image whose name is akin',
      app([git()], 'x/redis:7', 'localhost:5000/web-api:1.4.2'),
      'image 1.4.2',
    ],
    [
      'the tag of most images',
      app([git()], 'x/api:2', 'x/cron:2', 'x/redis:7'),
      'image 2',
    ],
    [
      'the commit if images do not agree',
      app([git()], 'x/api:2', 'x/cron:3'),
      'commit 4f2c1a94',
    ],
    [
      'the commit if an image has no tag',
      app([git()], 'localhost:5000/web', 'x/web:latest'),
      'commit 4f2c1a94',
    ],
    [
      'the commit that runs',
      app([
        git({ deployedRevision: { value: 'b'.repeat(40), kind: 'commit' } }),
      ]),
      'commit bbbbbbbb',
    ],
    [
      'no branch',
      app([git({ revision: { value: 'main', kind: 'reference' } })]),
      undefined,
    ],
    [
      'a digest',
      app([
        {
          type: 'oci',
          repoUrl: 'oci://x/y',
          revision: { value: `sha256:${'c'.repeat(64)}`, kind: 'digest' },
        },
      ]),
      'digest cccccccccccc',
    ],
  ])('takes %s', (_, application, expected) => {
    const version = applicationVersion(application);
    expect(version && `${version.kind} ${version.value}`).toBe(expected);
  });
});
