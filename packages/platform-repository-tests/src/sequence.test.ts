import {
  compose,
  readPipeline,
  renderPlatformRepository,
} from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { clusterApis, inputOf, resourcesOf } from './repository';
import { SPEC } from './spec';
import { asMade, compositeResource, renderStages } from './stages';

/** What has to be gone before an add-on may go, because it needs it to the end. */
const ADDON_OUTLIVES: Record<string, string[]> = {
  // Pods that end need the network, the API server and their credentials until the last node is gone.
  'addon-vpc-cni': ['nodegroup'],
  'addon-kube-proxy': ['nodegroup'],
  'addon-eks-pod-identity-agent': [
    'addon-aws-ebs-csi-driver',
    'autoscaler-release',
    'nodegroup',
  ],
  'addon-coredns': [
    'addon-aws-ebs-csi-driver',
    'argocd-release',
    'autoscaler-release',
  ],
  // Volumes are deleted some time after the applications that had them.
  'addon-aws-ebs-csi-driver': [
    'argocd-application',
    'argocd-release',
    'argocd-namespace',
  ],
  // Namespaces cannot be deleted while its API is there and not served.
  'addon-metrics-server': ['argocd-application', 'argocd-namespace'],
};

interface Rule {
  sequence: string[];
  deleteOnly?: boolean;
}

const files = renderPlatformRepository(
  ANSWERS['many accounts, samples and the v1 API'],
);

/** Resources that the Composition of the v1 API leaves out. */
const NOT_IN_V1 = [
  'portal-secret-role',
  'portal-secret-rolebinding',
  'cluster-profile',
];

/** Names of the resources of the v2 Composition, which has all that any has. */
const allNames: string[] = resourcesOf(clusterApis(files)[0].composition).map(
  r => r.name,
);

it('has the same resources in both APIs, but for those that v1 leaves out', () => {
  const [v2, v1] = clusterApis(files).map(api =>
    resourcesOf(api.composition).map(r => r.name as string),
  );
  expect(v1).toEqual(v2.filter(name => !NOT_IN_V1.includes(name)));
  expect(v2).toEqual(expect.arrayContaining(NOT_IN_V1));
});

describe.each(clusterApis(files).map(a => [a.xrd.spec.names.kind, a] as const))(
  'the sequence of the Composition of %s',
  (_, api) => {
    const { composition } = api;
    const resources = resourcesOf(composition);
    const names: string[] = resources.map(r => r.name);
    const rules: Rule[] = inputOf(composition, 'function-sequencer').rules;
    const pairs = rules.map(rule => rule.sequence as [string, string]);
    const creation = rules.filter(r => !r.deleteOnly).map(r => r.sequence);
    const composite = compositeResource(api, SPEC);
    const complete = renderStages(api, composite).at(-1)!;

    it('has one pair of literal names per rule, each once', () => {
      for (const pair of pairs) {
        expect(pair).toHaveLength(2);
        expect(names).toEqual(expect.arrayContaining(pair));
      }
      expect(new Set(pairs.map(String)).size).toBe(pairs.length);
    });

    it('has no circle', () => {
      for (const name of names) {
        expect([...after(name, pairs)]).not.toContain(name);
      }
    });

    it('has a rule for every resource', () => {
      const ordered = new Set(pairs.flat());
      expect(names.filter(name => !ordered.has(name))).toEqual([]);
    });

    describe('on creation', () => {
      it.each(creation)('%s is ready before %s is created', (first, later) => {
        const waiting = new Set([later, ...after(later, pairs)]);
        const observed = new Map(
          [...complete.observed].filter(([name]) => !waiting.has(name)),
        );
        const wanted = () =>
          compose(
            readPipeline(composition),
            { ...composite, status: complete.status },
            observed,
          ).desired.map(d => d.name);
        expect(wanted()).toContain(later);
        const template = resources.find(r => r.name === first);
        if (template.readinessChecks?.some((c: any) => c.type === 'None')) {
          // Ready as soon as it exists.
          observed.delete(first);
        } else {
          observed.set(
            first,
            asMade(first, complete.desired.get(first)!, composite, false),
          );
        }
        expect(wanted()).not.toContain(later);
      });

      it.each([
        ['the NAT gateway after the internet gateway', 'igw', 'nat'],
        [
          'the NAT gateway after the way out of its subnet',
          'route-public',
          'nat',
        ],
        ['nodes after their way out', 'nat', 'nodegroup'],
        ['nodes after their add-ons', 'addon-vpc-cni', 'nodegroup'],
        ['releases after nodes', 'nodegroup', 'argocd-release'],
        ['releases after DNS', 'addon-coredns', 'argocd-release'],
        ['projects after their kind', 'argocd-release', 'argocd-project-.*'],
        ['Applications last', 'argocd-project-.*', 'argocd-application'],
      ])('orders %s', (__, first, later) => {
        for (const a of matching(first)) {
          expect([...after(a, creation)]).toEqual(
            expect.arrayContaining(matching(later)),
          );
        }
      });
    });

    describe('on deletion', () => {
      it('has a Usage of every pair', () => {
        const uses = [...complete.usages.values()].map(
          ({ spec: { by, of } }) =>
            `${of.kind}/${of.resourceRef.name} ${by.kind}/${by.resourceRef.name}`,
        );
        const refer = (name: string) => {
          const { kind, metadata } = complete.observed.get(name)!;
          return `${kind}/${metadata.name}`;
        };
        expect([...uses].sort()).toEqual(
          pairs.map(([of, by]) => `${refer(of)} ${refer(by)}`).sort(),
        );
      });

      it('knows what needs each add-on', () => {
        expect(
          names
            .filter(
              name =>
                resources.find(r => r.name === name).base.kind === 'Addon',
            )
            .sort(),
        ).toEqual(Object.keys(ADDON_OUTLIVES).sort());
      });

      it.each(Object.entries(ADDON_OUTLIVES))(
        'keeps %s until what needs it is gone',
        (addon, users) => {
          expect([...after(addon, pairs)]).toEqual(
            expect.arrayContaining(users),
          );
        },
      );

      it('keeps what reaches into the cluster until everything in it is gone', () => {
        const inCluster = resources
          .filter(r => ['Object', 'Release'].includes(r.base.kind))
          .map(r => r.name);
        expect(inCluster.length).toBeGreaterThanOrEqual(10);
        for (const reach of ['clusterauth', 'cluster']) {
          expect([...after(reach, pairs)]).toEqual(
            expect.arrayContaining(inCluster),
          );
        }
      });

      it('gives each ProviderConfig a name of its own, and keeps it until its users are gone', () => {
        const configs = ['pc-kubernetes', 'pc-helm'].map(
          name => [name, complete.desired.get(name)!] as const,
        );
        expect(new Set(configs.map(([, c]) => c.metadata.name)).size).toBe(2);
        for (const [name, config] of configs) {
          const group = (o: { apiVersion: string }) =>
            o.apiVersion.split('/')[0];
          const users = [...complete.desired].filter(
            ([user, o]) => user !== name && group(o) === group(config),
          );
          expect(users.length).toBeGreaterThan(1);
          for (const [, user] of users) {
            expect(user.spec.providerConfigRef.name).toBe(config.metadata.name);
          }
          expect([...after(name, pairs)]).toEqual(
            expect.arrayContaining(users.map(([user]) => user)),
          );
        }
      });

      it('takes applications before their Argo CD, that before the nodes, those before the network', () => {
        const order = [
          'argocd-application',
          'argocd-release',
          'nodegroup',
          'cluster',
          'subnet-private-a',
          'vpc',
        ];
        order.slice(1).forEach((name, i) => {
          expect([...after(name, pairs)]).toContain(order[i]);
        });
        const network = names.filter(name =>
          /^(igw|eip-|nat|route-|rt-|rta-|subnet-)/.test(name),
        );
        expect(network.length).toBeGreaterThanOrEqual(14);
        for (const part of network) {
          expect([...after(part, pairs)]).toContain('nodegroup');
        }
      });
    });

    it('is what the runbook of a deletion says', () => {
      const rows = files['docs/runbooks/delete-a-cluster.md']
        .split('\n')
        .filter(line => line.startsWith('| ') && !/^\| (stage|-)/.test(line))
        .map(line =>
          line
            .split('|')
            .slice(2, 4)
            .map(cell => partsOf(cell)),
        )
        .filter(([goes]) => goes.length);
      expect(rows.length).toBeGreaterThanOrEqual(10);
      for (const [goes, before] of rows) {
        for (const name of before) {
          expect([...after(name, pairs)]).toEqual(expect.arrayContaining(goes));
        }
      }
    });

    function partsOf(cell: string): string[] {
      return [...cell.matchAll(/`([a-z*-]+)`/g)].flatMap(([, name]) =>
        matching(name.replaceAll('*', '.*')),
      );
    }

    function matching(pattern: string): string[] {
      const whole = new RegExp(`^${pattern}$`);
      const named = allNames.filter(name => whole.test(name));
      expect(named).not.toEqual([]);
      return named.filter(name => names.includes(name));
    }
  },
);

/** Everything that is created after a resource and deleted before it, directly or not. */
function after(start: string, pairs: string[][]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    for (const [first, later] of pairs) {
      if (first !== name || found.has(later)) continue;
      found.add(later);
      visit(later);
    }
  };
  visit(start);
  return found;
}
