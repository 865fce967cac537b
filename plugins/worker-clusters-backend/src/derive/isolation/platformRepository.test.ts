import {
  type PlatformAnswers,
  renderPlatformRepository,
  sandboxAnswers,
} from '@worker-clusters/sandbox';
import { parseAllDocuments } from 'yaml';
import { transformApplication } from '../../observe/transform/application';
import {
  transformArgocdSettings,
  transformProject,
} from '../../observe/transform/argocd';
import { transformRights } from '../../observe/transform/rights';
import { workerIsolation } from '../__testUtils__/isolation';
import { application, observation, worker } from '../__testUtils__/observation';
import { evaluateIsolation } from './evaluateIsolation';
import { inputOfCluster } from './isolationInput';

const NOW = new Date('2026-11-28T12:00:00Z');
const URL = 'https://git.example.org/platform/gitops.git';

function objectsOf(answers: PlatformAnswers): any[] {
  return Object.entries(renderPlatformRepository(answers))
    .filter(
      ([path]) =>
        /^(argocd|applications|crossplane)\/.*\.ya?ml$/.test(path) &&
        !path.startsWith('argocd/management/'),
    )
    .flatMap(([, content]) =>
      parseAllDocuments(content).map(document => document.toJS()),
    )
    .filter(object => object?.kind);
}

/** Objects that a Composition makes in a worker cluster, add-ons included, and the values of its Argo CD. */
function madeBy(composition: any) {
  const resources: any[] = composition.spec.pipeline
    .flatMap((step: any) => step.input?.resources ?? [])
    .map((resource: any) => resource.base.spec?.forProvider)
    .filter(Boolean);
  // What a patch fills in is `patched` in the Composition.
  const manifests = JSON.parse(
    JSON.stringify(resources.flatMap(r => r.manifest ?? [])).replaceAll(
      '"patched"',
      `"${URL}"`,
    ),
  );
  return {
    manifests: manifests as any[],
    values: resources.find(r => r.chart?.name === 'argo-cd').values,
  };
}

/** The portal's rights, as the roles of the Composition give them. `view` holds no verb but those of reading. */
function rightsOf(manifests: any[]) {
  const rules = manifests
    .filter(m => /^(Cluster)?Role$/.test(m.kind))
    .filter(m => m.metadata.name === 'portal-reader')
    .flatMap(m => m.rules);
  return transformRights('argocd', { status: { resourceRules: rules } });
}

describe.each([
  ['with the Crossplane v2 API alone', { crossplaneV1: false }],
  ['with the Crossplane v1 API', { crossplaneV1: true, sampleClaims: true }],
  [
    'with an ingress',
    {
      crossplaneV1: false,
      ingress: { domain: 'c.example.org', email: 'platform@example.org' },
    },
  ],
] as Array<[string, Partial<PlatformAnswers>]>)(
  'the platform repository, %s',
  (_, more) => {
    const objects = objectsOf({ ...sandboxAnswers(URL), ...more });
    const compositions = objects.filter(o => o.kind === 'Composition');
    const applications = objects.filter(
      o =>
        o.kind === 'Application' &&
        o.spec.source.path?.startsWith('applications/'),
    );

    it('has a Composition for each API', () => {
      expect(compositions).toHaveLength(more.crossplaneV1 ? 2 : 1);
      expect(applications.length).toBeGreaterThan(0);
    });

    it.each(compositions.map(c => [c.metadata.name, c]))(
      'makes clusters of which no rule finds anything: %s',
      (name, composition) => {
        const { manifests, values } = madeBy(composition);
        const projects = manifests.filter(m => m.kind === 'AppProject');
        expect(projects.map(p => p.metadata.name).sort()).toEqual([
          'applications',
          'default',
          ...(more.ingress ? ['platform-addons'] : []),
          'workloads',
        ]);
        const rights = rightsOf(manifests);
        expect(rights.rules.length).toBeGreaterThan(2);
        const { outcomes, findings } = evaluateIsolation(
          'worker',
          inputOfCluster(
            observation({
              compositionName: name,
              allowedCompositions: [name],
              managementApplications: { value: [] },
              worker: worker({
                applications: [
                  ...manifests.filter(m => m.kind === 'Application'),
                  ...applications,
                ].map(transformApplication),
                isolation: workerIsolation({
                  projects: { value: projects.map(transformProject) },
                  settings: {
                    value: transformArgocdSettings({ data: values.configs.cm }),
                  },
                  rights: { value: [rights] },
                }),
              }),
            }),
          ),
          { now: NOW, maxCredentialAgeMs: 90 * 24 * 60 * 60_000 },
        );
        expect(findings).toEqual([]);
        // The shipped role lists no Secrets, and gets no right for it.
        expect(outcomes.filter(o => o.state !== 'ok').map(o => o.rule)).toEqual(
          ['cluster-secret'],
        );
      },
    );

    it('registers no cluster', () => {
      const labels = [
        ...objects,
        ...compositions.flatMap(c => madeBy(c).manifests),
      ].flatMap(o =>
        o.kind === 'Secret' ? Object.keys(o.metadata.labels ?? {}) : [],
      );
      expect(labels).not.toContain('argocd.argoproj.io/secret-type');
    });
  },
);

it('an Application of somebody else beside them is found', () => {
  const { findings } = evaluateIsolation(
    'worker',
    inputOfCluster(
      observation({
        worker: worker({
          applications: [application('web', { destinationName: 'other' })],
          isolation: workerIsolation(),
        }),
      }),
    ),
    { now: NOW, maxCredentialAgeMs: 1e12 },
  );
  expect(findings.map(f => f.rule)).toEqual(['application-destination']);
});
