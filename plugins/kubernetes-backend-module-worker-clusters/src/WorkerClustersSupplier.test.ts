import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { ClusterDetails } from '@backstage/plugin-kubernetes-node';
import {
  ClusterRef,
  stringifyClusterRef,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { WorkerClustersSupplier } from './WorkerClustersSupplier';

function aCluster(
  name: string,
  change: Partial<WorkerCluster> = {},
): WorkerCluster {
  return {
    managementCluster: 'main',
    namespace: 'clusters-dev',
    name,
    createdAt: '2026-11-23T06:00:00.000Z',
    ...change,
  } as WorkerCluster;
}

const ADA = mockCredentials.user('user:default/ada');
const BOB = mockCredentials.user('user:default/bob');

function create(
  clusters: WorkerCluster[],
  base: ClusterDetails[] = [],
  { started = true } = {},
) {
  const logger = mockServices.logger.mock();
  const fleet = {
    listClusters: jest.fn(async () => ({
      items: [...clusters],
      totalItems: clusters.length,
      revision: 1,
    })),
    getAccess: jest.fn(async (ref: ClusterRef) => ({
      ref,
      title: ref.name,
      server: `https://${ref.name}.example.org`,
      caData: 'Q0E=',
      token: `token-of-${stringifyClusterRef(ref)}`,
    })),
  };
  const supplier = new WorkerClustersSupplier({
    base: { getClusters: async () => [...base] },
    fleet: fleet as any,
    logger,
  });
  if (started) supplier.start();
  const names = async (credentials = ADA) =>
    (await supplier.getClusters({ credentials })).map(c => c.name);
  return { supplier, fleet, logger, names };
}

const CONFIGURED: ClusterDetails = {
  name: 'configured',
  url: 'https://configured.example.org',
  authMetadata: {},
};

describe('WorkerClustersSupplier', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('adds worker clusters to those that are configured', async () => {
    const { supplier } = create([aCluster('alpha')], [CONFIGURED]);
    expect(await supplier.getClusters({ credentials: ADA })).toEqual([
      CONFIGURED,
      {
        name: 'alpha',
        title: 'alpha',
        url: 'https://alpha.example.org',
        caData: 'Q0E=',
        authMetadata: {
          'kubernetes.io/auth-provider': 'serviceAccount',
          serviceAccountToken: 'token-of-main/clusters-dev/alpha',
        },
      },
    ]);
  });

  it('leaves out the cluster of which the access cannot be had, and says so once', async () => {
    const { names, fleet, logger } = create([
      aCluster('alpha'),
      aCluster('beta'),
    ]);
    const answer = fleet.getAccess.getMockImplementation()!;
    fleet.getAccess.mockImplementation(async ref => {
      if (ref.name === 'alpha') {
        throw new Error('Request failed with 500 Internal Server Error');
      }
      return answer(ref);
    });
    expect(await names()).toEqual(['beta']);
    jest.advanceTimersByTime(4_000);
    expect(await names()).toEqual(['beta']);
    // Not again at every call.
    expect(fleet.getAccess).toHaveBeenCalledTimes(2);
    jest.advanceTimersByTime(2_000);
    expect(await names()).toEqual(['beta']);
    expect(fleet.getAccess).toHaveBeenCalledTimes(3);
    expect(logger.warn.mock.calls).toEqual([
      [
        'The Kubernetes plugin goes without worker cluster main/clusters-dev/alpha: Error: Request failed with 500 Internal Server Error',
      ],
    ]);
    fleet.getAccess.mockImplementation(answer);
    jest.advanceTimersByTime(6_000);
    expect(await names()).toEqual(['alpha', 'beta']);
  });

  it('asks the fleet nothing before the backend has started', async () => {
    const { supplier, names, fleet, logger } = create(
      [aCluster('alpha')],
      [CONFIGURED],
      { started: false },
    );
    expect(await names()).toEqual(['configured']);
    expect(fleet.listClusters).not.toHaveBeenCalled();
    expect(logger.warn).not.toHaveBeenCalled();
    supplier.start();
    expect(await names()).toEqual(['configured', 'alpha']);
  });

  it('asks as the caller which clusters there are, and as the plugin for access', async () => {
    const { names, fleet } = create([aCluster('alpha')]);
    await names(ADA);
    await names(BOB);
    expect(
      fleet.listClusters.mock.calls.map(([, options]: any) => [
        options.credentials.principal.userEntityRef,
      ]),
    ).toEqual([['user:default/ada'], ['user:default/bob']]);
    expect(fleet.getAccess).toHaveBeenCalledTimes(1);
    expect(
      (fleet.getAccess.mock.calls as any)[0][1].credentials,
    ).toBeUndefined();
  });

  it('drops clusters 5 s after the right to see them was taken away', async () => {
    const clusters = [aCluster('alpha'), aCluster('beta')];
    const { names, fleet } = create(clusters);
    expect(await names()).toEqual(['alpha', 'beta']);
    clusters.length = 1;
    jest.advanceTimersByTime(5_001);
    expect(await names()).toEqual(['alpha']);
    // Tokens belong to the plugin, not to the caller: they are not read again.
    expect(fleet.getAccess).toHaveBeenCalledTimes(2);
  });

  it('remembers tokens for a minute at most, and until the fleet changes', async () => {
    const clusters = [aCluster('alpha'), aCluster('beta')];
    const { supplier, names, fleet } = create(clusters);
    await Promise.all([names(), names(), names()]);
    expect(fleet.listClusters).toHaveBeenCalledTimes(1);
    expect(fleet.getAccess).toHaveBeenCalledTimes(2);

    clusters.push(aCluster('gamma'));
    expect(await names()).toEqual(['alpha', 'beta']);
    supplier.forget(['main/clusters-dev/beta', 'main/clusters-dev/gamma']);
    expect(await names()).toEqual(['alpha', 'beta', 'gamma']);
    expect(fleet.listClusters).toHaveBeenCalledTimes(2);
    expect(fleet.getAccess).toHaveBeenCalledTimes(4);

    jest.advanceTimersByTime(60_001);
    await names();
    expect(fleet.listClusters).toHaveBeenCalledTimes(3);
    expect(fleet.getAccess).toHaveBeenCalledTimes(7);
  });

  it('leaves out clusters without access', async () => {
    const { names, fleet } = create([aCluster('alpha'), aCluster('beta')]);
    fleet.getAccess.mockResolvedValueOnce(undefined as any);
    expect(await names()).toEqual(['beta']);
  });

  it('gives each cluster a name of its own', async () => {
    const { names, logger } = create(
      [
        aCluster('configured'),
        aCluster('twin', { createdAt: '2026-11-23T09:00:00.000Z' }),
        aCluster('twin', { namespace: 'clusters-prod' }),
      ],
      [CONFIGURED],
    );
    expect((await names()).sort()).toEqual([
      'configured',
      'main/clusters-dev/configured',
      'main/clusters-dev/twin',
      'twin',
    ]);
    await names();
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });

  it('gives the configured clusters when the fleet is down, logs it once, and recovers', async () => {
    const { names, fleet, logger } = create([aCluster('alpha')], [CONFIGURED]);
    fleet.listClusters.mockRejectedValueOnce(new Error('down'));
    fleet.listClusters.mockRejectedValueOnce(new Error('down'));
    expect(await names()).toEqual(['configured']);
    expect(await names()).toEqual(['configured']);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(await names()).toEqual(['configured', 'alpha']);

    jest.advanceTimersByTime(60_001);
    fleet.getAccess.mockRejectedValueOnce(new Error('also down'));
    expect(await names()).toEqual(['configured']);
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });
});
