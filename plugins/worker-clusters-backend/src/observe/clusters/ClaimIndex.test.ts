import fc from 'fast-check';
import type { SyncingApplication } from '../transform/argocd';
import { transformSyncingApplication } from '../transform/argocd';
import { transformClaim, type ClaimEntry } from '../transform/claim';
import { transformComposed, type ComposedEntry } from '../transform/composed';
import { ClaimIndex } from './ClaimIndex';

const GROUP = 'platform.example.org';
const SOURCE = `${GROUP}/WorkerCluster`;

const claim = (
  name: string,
  extra: { uid?: string; tracking?: string; composite?: string } = {},
): ClaimEntry =>
  transformClaim({
    apiVersion: `${GROUP}/v1alpha1`,
    kind: 'WorkerCluster',
    metadata: {
      uid: extra.uid ?? `uid-${name}`,
      name,
      namespace: 'team-a',
      annotations: { 'argocd.argoproj.io/tracking-id': extra.tracking },
    },
    spec: {
      ...(extra.composite && {
        resourceRef: {
          apiVersion: `${GROUP}/v1alpha1`,
          kind: 'XWorkerCluster',
          name: extra.composite,
        },
      }),
      crossplane: { compositionRef: { name: 'aws' } },
    },
    status: { cluster: { version: '1.34' } },
  });
const composite = (name: string, uid = `uid-${name}`): ClaimEntry =>
  transformClaim({
    apiVersion: `${GROUP}/v1alpha1`,
    kind: 'XWorkerCluster',
    metadata: { uid, name },
    spec: { compositionRef: { name: 'aws-v1' } },
    status: { cluster: { endpoint: 'https://api', version: '1.33' } },
  });
const composed = (owner: string, name: string): ComposedEntry =>
  transformComposed({
    kind: 'Cluster',
    metadata: { uid: `uid-${name}`, name, ownerReferences: [{ uid: owner }] },
  })!;
const syncing = (name: string, ...claims: string[]): SyncingApplication =>
  transformSyncingApplication({
    metadata: { name },
    status: {
      resources: claims.map(c => ({
        group: GROUP,
        kind: 'WorkerCluster',
        namespace: 'team-a',
        name: c,
      })),
    },
  });
const tracking = (app: string, name: string) =>
  `${app}:${GROUP}/WorkerCluster:team-a/${name}`;

describe('ClaimIndex', () => {
  let index: ClaimIndex;
  beforeEach(() => {
    index = new ClaimIndex();
  });
  const names = (key: string) =>
    index.observe(key)?.composed.map(c => c.metadata.name);
  const syncingApplicationOf = (key: string) =>
    index.observe(key)?.syncedBy?.metadata.name;

  it('knows whose a composed resource is, whichever comes first', () => {
    expect(index.setComposed(composed('uid-a', 'r1'), undefined)).toEqual([]);
    index.setClaim(SOURCE, 'team-a/a', claim('a'));
    index.setClaim(SOURCE, 'team-a/b', claim('b'));
    expect(names('team-a/a')).toEqual(['r1']);
    const r2 = composed('uid-b', 'r2');
    expect(index.setComposed(r2, undefined)).toEqual(['team-a/b']);
    // It changes hands.
    const moved = composed('uid-a', 'r2');
    expect(index.setComposed(moved, r2).sort()).toEqual([
      'team-a/a',
      'team-a/b',
    ]);
    expect(names('team-a/a')).toEqual(['r1', 'r2']);
    expect(index.setComposed(undefined, moved)).toEqual(['team-a/a']);
    expect(names('team-a/b')).toEqual([]);
  });

  it('gives a claim that was made anew none of the old one’s resources', () => {
    index.setClaim(SOURCE, 'team-a/a', claim('a'));
    index.setComposed(composed('uid-a', 'r1'), undefined);
    index.setClaim(SOURCE, 'team-a/a', claim('a', { uid: 'new' }));
    expect(names('team-a/a')).toEqual([]);
    expect(index.setComposed(composed('new', 'r2'), undefined)).toEqual([
      'team-a/a',
    ]);
    expect(index.setComposed(undefined, composed('uid-a', 'r1'))).toEqual([]);
  });

  it('joins a v1 claim with the composite resource behind it, in any order', () => {
    index.setComposed(composed('uid-a-x', 'r1'), undefined);
    expect(index.setComposite(composite('a-x'), undefined)).toEqual([]);
    index.setClaim(SOURCE, 'team-a/a', claim('a', { composite: 'a-x' }));
    expect(names('team-a/a')).toEqual(['r1']);
    expect(index.owner('team-a/a')?.compositionName).toBe('aws-v1');
    // The claim's own word counts, and the composite resource completes it.
    expect(index.observe('team-a/a')?.claim?.status).toMatchObject({
      version: '1.34',
      endpoint: 'https://api',
    });
    expect(
      index.setComposite(composite('a-x', 'u2'), composite('a-x')),
    ).toEqual(['team-a/a']);
    expect(index.setComposed(composed('u2', 'r2'), undefined)).toEqual([
      'team-a/a',
    ]);
    expect(names('team-a/a')).toEqual(['r2']);
    expect(index.setComposite(undefined, composite('a-x', 'u2'))).toEqual([
      'team-a/a',
    ]);
    expect(index.status('team-a/a').endpoint).toBeUndefined();
  });

  it('finds the syncing Application by the tracking annotation', () => {
    index.setSyncingApplication(syncing('apps'), undefined);
    index.setClaim(
      SOURCE,
      'team-a/a',
      claim('a', { tracking: tracking('apps', 'a') }),
    );
    expect(syncingApplicationOf('team-a/a')).toBe('apps');
    expect(
      index.setSyncingApplication(syncing('apps'), syncing('apps')),
    ).toEqual(['team-a/a']);
    index.setClaim(
      SOURCE,
      'team-a/a',
      claim('a', { tracking: tracking('other-ns_apps', 'a') }),
    );
    expect(syncingApplicationOf('team-a/a')).toBe('apps');
  });

  it.each([
    ['that was copied from another claim', tracking('apps', 'b')],
    ['that is none', 'hello'],
    ['that is empty', ''],
    ['without an application', tracking('', 'a')],
  ])('does not believe an annotation %s', (_, copied) => {
    index.setSyncingApplication(syncing('apps'), undefined);
    index.setClaim(SOURCE, 'team-a/a', claim('a', { tracking: copied }));
    expect(syncingApplicationOf('team-a/a')).toBeUndefined();
  });

  it('finds the syncing Application by its resources, without an annotation', () => {
    index.setClaim(SOURCE, 'team-a/a', claim('a'));
    index.setClaim(SOURCE, 'team-a/b', claim('b'));
    const first = syncing('apps', 'a');
    expect(index.setSyncingApplication(first, undefined)).toEqual(['team-a/a']);
    expect(syncingApplicationOf('team-a/a')).toBe('apps');
    const second = syncing('apps', 'b');
    expect(index.setSyncingApplication(second, first).sort()).toEqual([
      'team-a/a',
      'team-a/b',
    ]);
    expect(syncingApplicationOf('team-a/a')).toBeUndefined();
    expect(syncingApplicationOf('team-a/b')).toBe('apps');
    expect(index.setSyncingApplication(undefined, second)).toEqual([
      'team-a/b',
    ]);
    expect(syncingApplicationOf('team-a/b')).toBeUndefined();
  });

  it('keeps two kinds with one name apart', () => {
    index.setClaim('one', 'team-a/a', claim('a', { uid: '1' }));
    index.setClaim('two', 'team-a/a', claim('a', { uid: '2' }));
    const uid = () => index.claim('team-a/a')?.claim.metadata.uid;
    expect(uid()).toBe('1');
    index.setClaim('one', 'team-a/a', undefined);
    expect(uid()).toBe('2');
    expect(index.setComposed(composed('2', 'r'), undefined)).toEqual([
      'team-a/a',
    ]);
    index.setClaim('two', 'team-a/a', undefined);
    expect(index.keys()).toEqual([]);
    expect(index.observe('team-a/a')).toBeUndefined();
  });

  it('says of a v1 claim what its composite resource says of reacting to changes', () => {
    const responsive = {
      type: 'Responsive',
      status: 'False' as const,
      reason: 'WatchCircuitOpen',
    };
    const open = composite('a-x');
    open.claim.conditions = [responsive, { type: 'Ready', status: 'True' }];
    index.setComposite(open, undefined);
    index.setClaim(SOURCE, 'team-a/a', claim('a', { composite: 'a-x' }));
    expect(index.observe('team-a/a')?.claim?.conditions).toEqual([responsive]);
  });

  it('knows the claims of a Composition', () => {
    index.setClaim(SOURCE, 'team-a/a', claim('a'));
    expect(index.keysOfComposition('aws')).toEqual(['team-a/a']);
    expect(index.keysOfComposition('gcp')).toEqual([]);
  });

  it('shows each claim exactly the resources that its owner has, in whatever order they come', () => {
    const owners = ['uid-a', 'uid-b', 'uid-a-x', 'nobody'];
    const step = fc.oneof(
      fc.record({
        what: fc.constant('claim' as const),
        name: fc.constantFrom('a', 'b'),
        there: fc.boolean(),
        v1: fc.boolean(),
      }),
      fc.record({
        what: fc.constant('composite' as const),
        there: fc.boolean(),
      }),
      fc.record({
        what: fc.constant('composed' as const),
        name: fc.constantFrom('r1', 'r2', 'r3'),
        owner: fc.option(fc.constantFrom(...owners)),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), steps => {
        const made = new ClaimIndex();
        const resources = new Map<string, ComposedEntry>();
        const claims = new Map<string, boolean>();
        let hasComposite = false;
        for (const s of steps) {
          if (s.what === 'claim') {
            const v1 = s.v1 && s.name === 'a';
            made.setClaim(
              SOURCE,
              `team-a/${s.name}`,
              s.there
                ? claim(s.name, v1 ? { composite: 'a-x' } : {})
                : undefined,
            );
            if (s.there) claims.set(s.name, v1);
            else claims.delete(s.name);
          } else if (s.what === 'composite') {
            if (!s.there && !hasComposite) continue;
            made.setComposite(
              s.there ? composite('a-x') : undefined,
              hasComposite ? composite('a-x') : undefined,
            );
            hasComposite = s.there;
          } else {
            const before = resources.get(s.name);
            const now = s.owner ? composed(s.owner, s.name) : undefined;
            if (!before && !now) continue;
            made.setComposed(now, before);
            if (now) resources.set(s.name, now);
            else resources.delete(s.name);
          }
        }
        expect(made.keys().sort()).toEqual(
          [...claims.keys()].map(n => `team-a/${n}`).sort(),
        );
        for (const [name, v1] of claims) {
          const owner = v1 && hasComposite ? 'uid-a-x' : `uid-${name}`;
          const expected = [...resources]
            .filter(([, r]) => r.ownerUid === owner)
            .map(([n]) => n);
          expect(
            made
              .observe(`team-a/${name}`)
              ?.composed.map(c => c.metadata.name)
              .sort(),
          ).toEqual(expected.sort());
        }
      }),
    );
  });
});
