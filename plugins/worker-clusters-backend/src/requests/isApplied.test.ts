import type { ClusterState } from '../store/types';
import { isApplied } from './isApplied';

const state = (phase: string, more: Partial<ClusterState> = {}) =>
  ({ phase: { phase }, ...more } as ClusterState);
const version = {
  field: 'spec.kubernetesVersion',
  label: 'Kubernetes version',
  before: '1.33',
  after: '1.34',
};
const other = { field: 'spec.argocd.version', label: 'Argo CD', after: '8' };

it.each<
  [
    string,
    Parameters<typeof isApplied>[0],
    ClusterState | undefined,
    boolean | undefined,
  ]
>([
  ['a new cluster', { verb: 'create', changes: [] }, undefined, false],
  ['a new cluster', { verb: 'create', changes: [] }, state('merged'), false],
  [
    'a new cluster',
    { verb: 'create', changes: [] },
    state('provisioning'),
    true,
  ],
  ['a removal', { verb: 'decommission', changes: [] }, state('ready'), false],
  [
    'a removal',
    { verb: 'decommission', changes: [] },
    state('awaiting-confirmation'),
    true,
  ],
  ['a removal', { verb: 'decommission', changes: [] }, undefined, true],
  [
    'a change',
    { verb: 'update', changes: [version, other] },
    state('ready', { kubernetesVersionRequested: '1.33' }),
    false,
  ],
  [
    'a change',
    { verb: 'update', changes: [version, other] },
    state('ready', { kubernetesVersionRequested: '1.34' }),
    true,
  ],
  [
    'a change',
    {
      verb: 'update',
      changes: [
        { field: 'spec.nodes.max', label: 'm', before: '3', after: '9' },
      ],
    },
    state('ready', { nodes: { max: 9 } }),
    true,
  ],
  [
    'a change of what is not kept',
    { verb: 'update', changes: [other] },
    state('ready'),
    undefined,
  ],
  [
    'a change of a cluster that is gone',
    { verb: 'update', changes: [version] },
    undefined,
    undefined,
  ],
])('tells whether %s is applied (%j, %j)', (_, change, known, expected) => {
  expect(isApplied(change, known)).toBe(expected);
});
