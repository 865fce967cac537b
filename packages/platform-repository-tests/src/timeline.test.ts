import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { clusterApis, resourcesOf } from './repository';
import { SPEC } from './spec';
import { compositeResource } from './stages';
import {
  describeTimelines,
  simulateCreation,
  simulateDeletion,
  Span,
} from './timeline';

/** What is ready before what is created; patterns of whole names. */
const CREATION: Array<[what: string, first: string, later: string]> = [
  ['a way to the internet before nodes', 'route-private', 'nodegroup'],
  ['the internet gateway before the NAT gateway', 'igw', 'nat'],
  ['roles before the control plane', 'rpa-controlplane-.*', 'cluster'],
  [
    'the network of pods before nodes',
    'addon-(vpc-cni|kube-proxy)',
    'nodegroup',
  ],
  ['nodes before the releases', 'nodegroup', '.*-release'],
  ['DNS before the releases', 'addon-coredns', '.*-release'],
  ['credentials before the autoscaler', 'pia-autoscaler', 'autoscaler-release'],
  ['kinds before the projects', 'argocd-release', 'argocd-project-.*'],
  [
    'projects before the Application',
    'argocd-project-.*',
    'argocd-application',
  ],
];

/** What is gone before the deletion of what begins, whenever the claim is deleted. */
const DELETION: Array<[what: string, first: string, later: string]> = [
  ['applications before Argo CD', 'argocd-application', 'argocd-release'],
  [
    'applications before the rights with which Argo CD deletes them',
    'argocd-application',
    'sync-.*',
  ],
  [
    'applications before the add-ons that clean up behind them',
    'argocd-application',
    'argocd-platform-addons',
  ],
  [
    'volumes of applications before the driver',
    'argocd-(application|release|namespace)',
    'addon-aws-ebs-csi-driver',
  ],
  [
    'namespaces before the API for metrics',
    'argocd-(application|namespace)',
    'addon-metrics-server',
  ],
  ['pods before DNS', '(.*-release|addon-aws-ebs-csi-driver)', 'addon-coredns'],
  [
    'pods before nodes',
    '(.*-release|argocd-namespace|addon-(coredns|aws-ebs-csi-driver|metrics-server))',
    'nodegroup',
  ],
  [
    'nodes before what runs on each',
    'nodegroup',
    'addon-(vpc-cni|kube-proxy|eks-pod-identity-agent)',
  ],
  ['nodes before their way out', 'nodegroup', '(nat|igw|route-.*|rta-.*)'],
  [
    'the driver before its credentials',
    'addon-aws-ebs-csi-driver',
    '(pia|rpa|role)-ebs-csi.*',
  ],
  [
    'everything in the cluster before the way into it',
    '(argocd-.*|portal-(?!secret).*|autoscaler-release)',
    'clusterauth',
  ],
  ['add-ons before the control plane', 'addon-.*', 'cluster'],
  [
    'the control plane before its roles and subnets',
    'cluster',
    '(rpa|role)-controlplane.*|subnet-private-.*',
  ],
  ['subnets before the VPC', 'subnet-.*', 'vpc'],
];

const files = renderPlatformRepository(
  ANSWERS['many accounts, samples and the v1 API'],
);

describe.each(clusterApis(files).map(a => [a.xrd.spec.names.kind, a] as const))(
  'the timeline of %s',
  (kind, api) => {
    const { spans, moments } = simulateCreation(
      api,
      compositeResource(api, SPEC),
    );
    const whole = simulateDeletion(moments.at(-1)!);

    it('creates every resource, and nothing before what it needs', () => {
      expect(spans.map(s => s.name).sort()).toEqual(
        resourcesOf(api.composition)
          .map(r => r.name)
          .sort(),
      );
    });

    it.each(CREATION)('has %s on creation', (_, first, later) => {
      expect(tooEarly(spans, first, later)).toEqual([]);
      expect(matching(spans, first)).not.toEqual([]);
      expect(matching(spans, later)).not.toEqual([]);
    });

    it('deletes every resource', () => {
      expect(whole.map(s => s.name).sort()).toEqual(
        spans.map(s => s.name).sort(),
      );
    });

    it.each(DELETION)('has %s on deletion', (_, first, later) => {
      expect(matching(whole, first)).not.toEqual([]);
      expect(matching(whole, later)).not.toEqual([]);
      for (const moment of moments) {
        expect({
          deletedAfter: moment.time,
          tooEarly: tooEarly(simulateDeletion(moment), first, later),
        }).toEqual({ deletedAfter: moment.time, tooEarly: [] });
      }
    });

    if (kind === 'WorkerCluster') {
      it('is what golden/timeline.md says', () => {
        const path = join(__dirname, '../golden/timeline.md');
        const text = describeTimelines(spans, whole);
        if (process.env.UPDATE_GOLDEN) writeFileSync(path, text);
        expect(text).toBe(readFileSync(path, 'utf8'));
      });
    }
  },
);

function matching(spans: Span[], pattern: string): Span[] {
  const regex = new RegExp(`^(?:${pattern})$`);
  return spans.filter(s => regex.test(s.name));
}

/** Pairs of which the later one begins before the first has come to its end. */
function tooEarly(spans: Span[], first: string, later: string): string[] {
  return matching(spans, first).flatMap(({ name, ends }) =>
    matching(spans, later)
      .filter(s => s.name !== name && s.begins < ends)
      .map(s => `${s.name} at ${s.begins} s, ${name} until ${ends} s`),
  );
}
