import type {
  ClusterObservation,
  WorkerObservation,
} from '../../observe/types';
import { workerIsolation } from '../__testUtils__/isolation';
import {
  application,
  claim,
  nowAt,
  observation,
  worker,
} from '../__testUtils__/observation';
import { evaluateIsolation } from './evaluateIsolation';
import { inputOfCluster } from './isolationInput';

const ARN = 'arn:aws:eks:eu-central-1:111122223333:cluster/dev';
const OTHER_ARN = 'arn:aws:eks:eu-central-1:111122223333:cluster/other';
const IN_CLUSTER = 'https://kubernetes.default.svc';

const withArn = claim({ status: { arn: ARN } });
const to = (...servers: string[]) =>
  servers.map((destinationServer, i) =>
    application(`app-${i}`, { destinationServer }),
  );
const project = (server: string) =>
  workerIsolation({
    projects: {
      value: [
        {
          name: 'team',
          namespace: 'argocd',
          sourceRepos: [],
          destinations: [{ server, namespace: 'team' }],
          clusterResourceWhitelist: [],
        },
      ],
    },
  });

/** The states of the rules about destinations, and the objects that were found. */
function destinations(
  rest: Partial<WorkerObservation>,
  more: Partial<ClusterObservation> = { claim: withArn },
) {
  const { outcomes, findings } = evaluateIsolation(
    'worker',
    inputOfCluster(
      observation({
        worker: worker({ isolation: workerIsolation(), ...rest }),
        ...more,
      }),
    ),
    { now: nowAt(), maxCredentialAgeMs: 1e12 },
  );
  const stateOf = (rule: string) =>
    outcomes.find(outcome => outcome.rule === rule)?.state;
  return {
    applications: stateOf('application-destination'),
    projects: stateOf('project-clusters'),
    found: findings
      .filter(({ rule }) => /destination|clusters/.test(rule))
      .map(({ object }) => object.name),
  };
}

/** No workload of Argo CD is in the cluster. */
const managed = { workloads: [] };

describe('the own cluster of a managed Argo CD', () => {
  it('is the ARN in the status of the claim', () => {
    expect(
      destinations({
        ...managed,
        applications: to(ARN),
        isolation: project(ARN),
      }),
    ).toEqual({ applications: 'ok', projects: 'ok', found: [] });
  });

  it('is no other ARN, and not the API server inside the cluster', () => {
    expect(
      destinations({
        ...managed,
        applications: to(ARN, OTHER_ARN, IN_CLUSTER),
        isolation: project(OTHER_ARN),
      }),
    ).toEqual({
      applications: 'found',
      projects: 'found',
      found: ['app-1', 'app-2', 'team'],
    });
  });

  it('is named by its ARN in destination.name as well', () => {
    expect(
      destinations({
        ...managed,
        applications: [
          application('own', { destinationName: ARN }),
          application('other', { destinationName: OTHER_ARN }),
        ],
      }),
    ).toMatchObject({ applications: 'found', found: ['other'] });
  });

  it('is not checked without an ARN in the status of the claim', () => {
    expect(
      destinations(
        { ...managed, applications: to(ARN) },
        { claim: claim({ status: {} }) },
      ),
    ).toEqual({
      applications: 'notChecked',
      projects: 'notChecked',
      found: [],
    });
  });
});

describe('the own cluster of an Argo CD in the cluster', () => {
  it('is not its ARN', () => {
    expect(
      destinations({
        applications: to(IN_CLUSTER, ARN),
        isolation: project(ARN),
      }),
    ).toEqual({
      applications: 'found',
      projects: 'found',
      found: ['app-1', 'team'],
    });
  });
});

describe('the own cluster of an Argo CD of unknown kind', () => {
  it.each([ARN, IN_CLUSTER])('may be %s', server => {
    expect(
      destinations({
        ...managed,
        applications: [],
        isolation: project(server),
      }),
    ).toMatchObject({ projects: 'ok', found: [] });
  });

  it('is no other ARN', () => {
    expect(
      destinations({
        ...managed,
        applications: [],
        isolation: project(OTHER_ARN),
      }),
    ).toMatchObject({ projects: 'found', found: ['team'] });
  });

  it('is not known before workloads and Applications have been read', () => {
    expect(
      destinations({
        ...managed,
        applications: [],
        complete: false,
        isolation: project(OTHER_ARN),
      }),
    ).toEqual({ applications: 'pending', projects: 'pending', found: [] });
  });
});
