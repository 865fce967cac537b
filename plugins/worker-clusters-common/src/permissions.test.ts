import * as common from './permissions';

describe('the permissions', () => {
  it('have names of their own and say what they are about', () => {
    const names = common.workerClustersPermissions.map(p => p.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every(n => n.startsWith('worker-clusters.'))).toBe(true);
    expect(common.workerClusterReadPermission).toMatchObject({
      type: 'resource',
      resourceType: common.RESOURCE_TYPE_WORKER_CLUSTER,
      attributes: { action: 'read' },
    });
    expect(common.workerClusterCreatePermission).toMatchObject({
      type: 'resource',
      resourceType: common.RESOURCE_TYPE_WORKER_CLUSTER,
      attributes: { action: 'create' },
    });
    expect(common.managementClusterReadPermission).toMatchObject({
      type: 'basic',
      attributes: { action: 'read' },
    });
  });
});
