import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../apiserver/types';
import { compose, readPipeline } from './compose';
import { RESOURCE_NAME, withComposedMetadata } from './metadata';

/**
 * What Crossplane's own render and its functions made of the platform repository's Composition, stage by stage. The data
 * lies beside the project, not in it.
 */
const REAL = resolve(__dirname, '../../../../../../shared/real/render');

const read = (...path: string[]) => readFileSync(join(REAL, ...path), 'utf8');
const nameOf = (object: KubernetesObject) =>
  object.metadata.annotations![RESOURCE_NAME];

/** What `crossplane render` prints: the composite resource, then what is composed, by name. */
function render(
  composition: KubernetesObject,
  xr: KubernetesObject,
  observed: KubernetesObject[],
): KubernetesObject[] {
  const existing = new Map(observed.map(o => [nameOf(o), o]));
  const { desired, status, ready } = compose(
    readPipeline(composition),
    xr,
    existing,
  );
  const { name, namespace } = xr.metadata;
  return [
    {
      apiVersion: xr.apiVersion,
      kind: xr.kind,
      metadata: { name, ...(namespace && { namespace }) },
      status: {
        ...status,
        conditions: [{ ...ready, lastTransitionTime: '2024-01-01T00:00:00Z' }],
      },
    },
    ...desired
      .map(d =>
        withComposedMetadata(d.object, xr, d.name, existing.get(d.name)),
      )
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
  ];
}

if (existsSync(REAL)) {
  const stages = ['v1', 'v2'].flatMap(api =>
    readdirSync(join(REAL, api))
      .filter(stage => existsSync(join(REAL, api, stage, 'rendered.yaml')))
      .map(stage => [api, stage]),
  );

  describe("Crossplane's own render", () => {
    it('has 12 stages', () => {
      expect(stages).toHaveLength(12);
    });

    it.each(stages)('equals the engine for %s %s', (api, stage) => {
      const documents = (file: string): KubernetesObject[] =>
        existsSync(join(REAL, api, stage, file))
          ? parseAllDocuments(read(api, stage, file)).map(d => d.toJS())
          : [];
      const real = documents('rendered.yaml');
      const ours = render(
        parse(read(api, 'composition.yaml')),
        parse(read(api, stage, 'xr.yaml')),
        documents('observed.yaml'),
      );
      expect(ours.slice(1).map(nameOf)).toEqual(real.slice(1).map(nameOf));
      expect(ours).toEqual(real);
    });
  });
} else {
  process.stderr.write(
    `not run: the composition engine against Crossplane's own render: there is no ${REAL}\n`,
  );
}

describe('withComposedMetadata', () => {
  const xr: KubernetesObject = {
    apiVersion: 'platform.example.org/v1alpha1',
    kind: 'WorkerCluster',
    metadata: { name: 'a', namespace: 'clusters-dev', uid: 'u' },
  };
  const wanted = (over: object = {}): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...over } as KubernetesObject['metadata'],
  });

  it.each([
    ['a prefix for a new one', wanted(), undefined, { generateName: 'a-' }],
    [
      'the wanted name for a new one',
      wanted({ name: 'x' }),
      undefined,
      { name: 'x' },
    ],
    [
      'the name of the existing one, whatever is wanted',
      wanted({ name: 'x' }),
      wanted({ name: 'old', generateName: 'a-' }),
      { name: 'old', generateName: 'a-' },
    ],
  ])('gives %s', (_, object, existing, expected) => {
    const { metadata } = withComposedMetadata(object, xr, 'r', existing);
    expect(metadata).toMatchObject({ ...expected, namespace: 'clusters-dev' });
    expect(metadata.annotations).toEqual({ [RESOURCE_NAME]: 'r' });
    expect(metadata.labels).toEqual({ 'crossplane.io/composite': 'a' });
  });

  it('hands the labels of the claim on', () => {
    const labels = {
      'crossplane.io/composite': 'a-x7k2p',
      'crossplane.io/claim-name': 'a',
      'crossplane.io/claim-namespace': 'clusters-dev',
    };
    const claimed = { ...xr, metadata: { ...xr.metadata, labels } };
    const { metadata } = withComposedMetadata(
      wanted(),
      claimed,
      'r',
      undefined,
    );
    expect(metadata.labels).toEqual(labels);
    expect(metadata.generateName).toBe('a-x7k2p-');
  });
});
