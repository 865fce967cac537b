import type { Claim } from '../claims';
import { compareLiveClaim } from './compareLiveClaim';

const definition = {
  schema: {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          region: { type: 'string' },
          nodes: {
            type: 'object',
            default: {},
            properties: {
              size: { type: 'string', default: 'medium', title: 'Node size' },
              max: { type: 'integer', title: 'Maximum number of nodes' },
            },
          },
        },
      },
    },
  },
};

const claim = (
  spec: object = { region: 'eu-central-1', nodes: { max: 3 } },
  metadata: object = {},
): Claim =>
  ({
    apiVersion: 'platform.example.org/v1alpha1',
    kind: 'WorkerCluster',
    metadata: { name: 'dev', annotations: {}, ...metadata },
    spec,
  } as Claim);

const AS_IN_GIT = {
  nodes: { max: 3, size: 'medium' },
  region: 'eu-central-1',
};

describe('compareLiveClaim', () => {
  it('finds no difference in what servers add, and names defaults', () => {
    expect(
      compareLiveClaim(
        claim(),
        {
          metadata: {
            uid: '1',
            managedFields: [{}],
            annotations: {
              'argocd.argoproj.io/tracking-id': 'clusters:…',
              'kubectl.kubernetes.io/last-applied-configuration': '{}',
            },
            labels: { 'crossplane.io/composite': 'dev-x7k2p' },
          },
          spec: {
            ...AS_IN_GIT,
            crossplane: { resourceRefs: [{ kind: 'VPC' }] },
            compositeDeletePolicy: 'Background',
          },
          status: { conditions: [] },
        },
        definition,
      ),
    ).toEqual({
      differences: [],
      defaults: [
        { field: 'spec.nodes.size', label: 'Node size', value: 'medium' },
      ],
      diff: '',
    });
  });

  it('shows each field that differs by its title, and both texts as a diff', () => {
    const { differences, defaults, diff } = compareLiveClaim(
      claim(),
      { spec: { nodes: { max: 9, size: 'large' }, debug: true } },
      definition,
    );
    expect(differences).toEqual([
      { field: 'spec.region', label: 'region', before: 'eu-central-1' },
      {
        field: 'spec.nodes.size',
        label: 'Node size',
        before: 'medium',
        after: 'large',
        isDefault: true,
      },
      {
        field: 'spec.nodes.max',
        label: 'Maximum number of nodes',
        before: '3',
        after: '9',
      },
      { field: 'spec.debug', label: 'debug', after: 'true' },
    ]);
    expect(defaults).toEqual([]);
    expect(diff.split('\n')).toEqual(
      expect.arrayContaining([
        '-  region: eu-central-1',
        '-    max: 3',
        '+    max: 9',
        '+  debug: true',
      ]),
    );
  });

  it.each([
    [
      'an annotation that pauses Crossplane',
      { annotations: { 'crossplane.io/paused': 'true' } },
      {},
      {
        field: 'metadata.annotations.crossplane.io/paused',
        label: 'metadata.annotations.crossplane.io/paused',
        after: 'true',
      },
    ],
    [
      'a label that Git sets',
      {},
      { labels: { team: 'payments' } },
      {
        field: 'metadata.labels.team',
        label: 'metadata.labels.team',
        before: 'payments',
      },
    ],
  ])('shows %s', (_, live, inGit, difference) => {
    expect(
      compareLiveClaim(
        claim(undefined, inGit),
        { metadata: live, spec: AS_IN_GIT },
        definition,
      ).differences,
    ).toEqual([difference]);
  });

  it("compares Crossplane's own fields as far as Git sets them", () => {
    const spec = {
      ...AS_IN_GIT,
      crossplane: { compositionRef: { name: 'aws' } },
    };
    const live = (name: string) => ({
      spec: {
        ...AS_IN_GIT,
        crossplane: {
          compositionRef: { name },
          compositionRevisionRef: { name: 'aws-1' },
        },
      },
    });
    const fieldsOf = (name: string) =>
      compareLiveClaim(claim(spec), live(name), definition).differences.map(
        ({ field }) => field,
      );
    expect(fieldsOf('aws')).toEqual([]);
    expect(fieldsOf('gcp')).toEqual(['spec.crossplane.compositionRef.name']);
  });

  it('shows no secret, and that one differs', () => {
    const live = {
      spec: {
        ...AS_IN_GIT,
        proxy: 'https://ada:pa@ss-s3cret@proxy.example.org',
        db: { password: 's3cret-password', adminToken: 's3cret-token' },
        key: '-----BEGIN RSA PRIVATE KEY-----\ns3cret-key',
        list: [{ apiKey: 's3cret-api' }],
        pin: { token: 5371 },
        env: [{ name: 'DB_PASSWORD', value: 's3cret-variable' }],
        git: `ghp_s3cret${'a'.repeat(30)}`,
        values: 'db:\n  password: s3cret-in-values\n',
        hosts: { 'https://ada:s3cret-key@git.example.org': 'a' },
      },
    };
    const spec = {
      region: 'eu-central-1',
      nodes: { max: 3 },
      db: { password: 's3cret-of-git' },
    };
    const comparison = compareLiveClaim(claim(spec), live, definition);
    expect(JSON.stringify(comparison)).not.toMatch(/s3cret|5371/);
    expect(comparison.differences).toContainEqual({
      field: 'spec.db.password',
      label: 'db.password',
      before: '(hidden)',
      after: '(hidden)',
    });
    expect(comparison.diff).toContain('proxy: https://proxy.example.org');
  });

  it('shows characters without a shape as their code points', () => {
    const { differences, diff } = compareLiveClaim(
      claim(),
      { spec: { ...AS_IN_GIT, note: 'a\u202eb' } },
      definition,
    );
    expect(differences[0].after).toBe('a\\u{202e}b');
    expect(diff).not.toContain('\u202e');
  });

  it('bounds what it answers of a huge spec', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`f${i}`, 'x'.repeat(10_000)]),
    );
    const comparison = compareLiveClaim(
      claim(),
      { spec: { ...AS_IN_GIT, ...many } },
      definition,
    );
    expect(comparison.differences).toHaveLength(200);
    expect(comparison.more).toBe(800);
    expect(JSON.stringify(comparison).length).toBeLessThan(200_000);
  });

  it('compares no spec with too many values or levels, and none with __proto__', () => {
    const deep: any = {};
    let at = deep;
    for (let i = 0; i < 100; i++) at = at.a = {};
    for (const spec of [
      { list: Array.from({ length: 6000 }, () => 1) },
      deep,
      JSON.parse('{"__proto__": {"polluted": true}}'),
    ]) {
      expect(() => compareLiveClaim(claim(), { spec }, definition)).toThrow(
        /The spec has/,
      );
    }
  });

  it.each([[undefined], [null], ['text'], [{ spec: [], metadata: 4 }]])(
    'takes %j for a claim without fields',
    live => {
      expect(
        compareLiveClaim(claim(), live, definition).differences.map(
          ({ field }) => field,
        ),
      ).toEqual(['spec.region', 'spec.nodes.size', 'spec.nodes.max']);
    },
  );
});
