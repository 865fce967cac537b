import type { ArgoProject } from '../observe/types';
import { workerIsolation } from './__testUtils__/isolation';
import { application, worker } from './__testUtils__/observation';
import { deriveArgoCdReach } from './argocdReach';

const project = (name: string, rest: Partial<ArgoProject> = {}) => ({
  name,
  sourceRepos: ['https://git.example.org/shop'],
  destinations: [
    { server: 'https://kubernetes.default.svc', namespace: 'app-*' },
  ],
  clusterResourceWhitelist: [
    { group: '', kind: 'Namespace', name: 'app-*' },
    { group: 'storage.k8s.io', kind: 'StorageClass' },
  ],
  ...rest,
});
const reach = (
  projects: ReturnType<typeof workerIsolation>['projects'],
  previous?: Parameters<typeof deriveArgoCdReach>[1],
) =>
  deriveArgoCdReach(
    worker({ applications: [], isolation: workerIsolation({ projects }) }),
    previous,
  );

describe('deriveArgoCdReach', () => {
  it('tells what each project permits, by name', () => {
    expect(reach({ value: [project('web'), project('api')] }).projects).toEqual(
      [
        {
          name: 'api',
          repositories: ['https://git.example.org/shop'],
          destinations: [
            { cluster: 'https://kubernetes.default.svc', namespace: 'app-*' },
          ],
          clusterResources: ['/Namespace app-*', 'storage.k8s.io/StorageClass'],
        },
        expect.objectContaining({ name: 'web' }),
      ],
    );
  });

  it('cuts a project with very many entries, and says so', () => {
    const sourceRepos = Array.from({ length: 30 }, (_, i) => `https://g/${i}`);
    const [cut] = reach({ value: [project('p', { sourceRepos })] }).projects!;
    expect(cut.repositories).toHaveLength(20);
    expect(cut.truncated).toBe(true);
  });

  it('keeps 64 KiB of projects, however many and long they are', () => {
    const sourceRepos = Array.from(
      { length: 200 },
      (_, i) => `https://g/${i}/${'x'.repeat(480)}`,
    );
    const { projects } = reach({
      value: Array.from({ length: 5000 }, (_, i) =>
        project(`p${String(i).padStart(4, '0')}`, { sourceRepos }),
      ),
    });
    expect(projects!.map(p => p.name).slice(0, 2)).toEqual(['p0000', 'p0001']);
    expect(JSON.stringify(projects).length).toBeLessThan(66_000);
  });

  it('tells why projects were not read', () => {
    expect(reach({ notChecked: { message: 'may not list' } })).toEqual({
      notRead: 'may not list',
      repositories: [],
    });
  });

  it('keeps what is known until projects have been read', () => {
    const previous = reach({ value: [project('web')] });
    expect(reach({ pending: true }, previous)).toEqual(previous);
    expect(reach({ pending: true })).toEqual({ repositories: [] });
  });

  it('names each repository of the Applications once', () => {
    const sources = [{ repoUrl: 'https://git.example.org/b' }];
    expect(
      deriveArgoCdReach(
        worker({
          applications: [
            application('a', { sources }),
            application('b', { sources }),
          ],
        }),
        undefined,
      ).repositories,
    ).toEqual(['https://git.example.org/b']);
  });

  it('names 50 of very many repositories', () => {
    const sources = Array.from({ length: 20 }, (_, j) => j);
    const { repositories } = deriveArgoCdReach(
      worker({
        applications: Array.from({ length: 500 }, (_, i) =>
          application(`a${i}`, {
            sources: sources.map(j => ({ repoUrl: `https://g/${i}/${j}` })),
          }),
        ),
      }),
      undefined,
    );
    expect(repositories).toHaveLength(50);
  });
});
