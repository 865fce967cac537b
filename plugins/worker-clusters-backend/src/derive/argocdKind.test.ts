import type { ArgoCdKind } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { application } from './__testUtils__/observation';
import { type ArgoCdEvidence, deriveArgoCdKind } from './argocdKind';

const workloads = (...names: string[]) =>
  names.map(name => ({ name, ready: 1, desired: 1 }));
const to = (destination: {
  destinationServer?: string;
  destinationName?: string;
}) => [application('web', destination)];
const ARN = 'arn:aws:eks:eu-central-1:111122223333:cluster/dev';

it.each<[string, Partial<ArgoCdEvidence>, ArgoCdKind]>([
  ['workloads of Argo CD', { workloads: workloads('argocd-server') }, 'helm'],
  [
    'a controller that is scaled to 0',
    {
      workloads: [
        { name: 'argocd-application-controller', ready: 0, desired: 0 },
      ],
    },
    'helm',
  ],
  [
    'workloads of Argo CD and an agent',
    {
      workloads: workloads(
        'argocd-application-controller',
        'argocd-agent-agent',
      ),
    },
    'agent',
  ],
  [
    'an agent under another release name',
    { workloads: workloads('gitops-agent-agent') },
    'agent',
  ],
  ['a principal', { workloads: workloads('gitops-agent-principal') }, 'agent'],
  [
    'Applications that are deployed to an ARN, and no workload',
    { applications: to({ destinationServer: ARN }) },
    'managed',
  ],
  [
    'Applications that are deployed to a name that is an ARN',
    { applications: to({ destinationName: ARN.replace('aws', 'aws-cn') }) },
    'managed',
  ],
  [
    'Applications that are deployed to itself, and no workload',
    {
      applications: to({ destinationServer: 'https://kubernetes.default.svc' }),
    },
    'unknown',
  ],
  ['Applications served, and nothing else', {}, 'unknown'],
  ['no Applications served', { applicationsServed: false }, 'none'],
])('a worker with %s has the kind %3$s', (_, evidence, expected) => {
  expect(
    deriveArgoCdKind({
      workloads: [],
      applications: [],
      applicationsServed: true,
      ...evidence,
    }),
  ).toBe(expected);
});
