import type { KubernetesObject } from '../../apiserver/types';
import { repoServerRefusal } from '../argocd/repoServer';
import { appVersionOf, renderArgoCdChart } from './argocdChart';
import { gitVersion, refuseUpgrade } from './eksCluster';
import { autoscaledSize } from './autoscalerChart';
import { refuseNodeGroupUpdate } from './eksNodeGroup';
import { renderChart } from './charts';
import { composeValues } from './helmValues';
import { findIncident, INCIDENTS_FIELD, readIncidents } from './incidents';
import { readinessOf } from './kubernetesObject';
import { resolveReferences } from './references';

const managed = (kind: string, extra: any = {}): KubernetesObject => ({
  apiVersion: 'ec2.aws.m.upbound.io/v1beta1',
  kind,
  ...extra,
  metadata: { name: 'x', ...extra.metadata },
});

const configMap = (text: string) =>
  managed('ConfigMap', { data: { [INCIDENTS_FIELD]: text } });

describe('incidents', () => {
  it('are read from a ConfigMap', () => {
    expect(readIncidents(undefined)).toEqual([]);
    expect(
      readIncidents(
        configMap('- {cluster: a, resource: vpc, effect: slow, minutes: 3}'),
      ),
    ).toEqual([{ cluster: 'a', resource: 'vpc', effect: 'slow', minutes: 3 }]);
  });

  it.each([
    '{}',
    '- {cluster: a, resource: vpc, effect: explode}',
    '- {cluster: a, effect: slow}',
    '- {cluster: a, resource: b, effect: slow, minutes: -1}',
    '- 5',
  ])('are refused if malformed: %s', text => {
    expect(() => readIncidents(configMap(text))).toThrow(/incidents.yaml/);
  });

  it('hit one resource of one cluster, of a v1 claim by its own name', () => {
    const incidents = readIncidents(
      configMap(
        '- {cluster: a, resource: vpc, effect: fails, operation: delete, message: no}',
      ),
    );
    const vpc = (labels: object) =>
      managed('VPC', {
        metadata: {
          labels,
          annotations: { 'crossplane.io/composition-resource-name': 'vpc' },
        },
      });
    const v2 = vpc({ 'crossplane.io/composite': 'a' });
    const v1 = vpc({
      'crossplane.io/composite': 'a-x1y2z',
      'crossplane.io/claim-name': 'a',
    });
    expect(findIncident(incidents, v2, 'fails', 'delete')?.message).toBe('no');
    expect(findIncident(incidents, v1, 'fails', 'delete')).toBeDefined();
    expect(findIncident(incidents, v2, 'fails', 'create')).toBeUndefined();
    expect(findIncident(incidents, v2, 'slow', 'delete')).toBeUndefined();
    expect(
      findIncident(
        incidents,
        vpc({ 'crossplane.io/composite': 'b' }),
        'fails',
        'delete',
      ),
    ).toBeUndefined();
  });
});

describe('resolveReferences', () => {
  const role = (ready: boolean) =>
    managed('Role', {
      metadata: {
        labels: { role: 'node' },
        annotations: { 'crossplane.io/external-name': 'x-node' },
      },
      status: {
        atProvider: { arn: 'arn:role' },
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      },
    });
  const nodeGroup = managed('NodeGroup', {
    spec: {
      forProvider: {
        nodeRoleArnSelector: {
          matchControllerRef: true,
          matchLabels: { role: 'node' },
        },
      },
    },
  });

  it('fills in what the selected sibling is called', () => {
    expect(resolveReferences(nodeGroup, [role(true)])).toEqual({
      patch: { spec: { forProvider: { nodeRoleArn: 'arn:role' } } },
    });
  });

  it('waits for siblings', () => {
    expect(resolveReferences(nodeGroup, []).error).toBe(
      'cannot resolve references: mg.Spec.ForProvider.NodeRoleArn: no resources matched selector',
    );
    expect(resolveReferences(nodeGroup, [role(false)]).error).toMatch(
      /may not yet be ready/,
    );
  });
});

describe('EKS', () => {
  it.each([
    ['1.33', '1.34', undefined],
    ['1.33', '1.35', /from 1.33 to 1.35/],
    ['1.34', '1.33', /from 1.34 to 1.33/],
  ])('upgrades from %s to %s or says why not', (from, to, refusal) => {
    const answer = refuseUpgrade(from, to);
    expect(answer ?? '').toMatch(refusal ?? /^$/);
    expect(gitVersion(to)).toMatch(/^v1\.\d+\.\d+$/);
  });

  it.each([
    ['the version of the control plane', '1.35', '1.35.6-20260714', /^$/],
    ['the version that the nodes have', '1.34', '1.34.9-20260714', /^$/],
    [
      'a version that the control plane does not have yet',
      '1.36',
      undefined,
      /equal to Cluster kubernetes version 1.35 or NodeGroup kubernetes version 1.34/,
    ],
    [
      'an image of another version',
      '1.35',
      '1.34.9-20260714',
      /release version 1.34.9-20260714 is invalid/,
    ],
  ])(
    'updates nodes to %s or says why not',
    (_, version, releaseVersion, refusal) => {
      const nodeGroup = managed('NodeGroup', {
        spec: { forProvider: { version, releaseVersion } },
        status: { atProvider: { version: '1.34' } },
      });
      expect(refuseNodeGroupUpdate(nodeGroup, 'v1.35.0') ?? '').toMatch(
        refusal,
      );
    },
  );

  it.each([
    [{ minSize: 2, maxSize: 4 }, /^$/],
    [
      { minSize: 5, maxSize: 9 },
      /Minimum capacity 5 can't be greater than desired size 3/,
    ],
    [
      { minSize: 1, maxSize: 2 },
      /desired capacity 3 can't be greater than max size 2/,
    ],
  ])(
    'refuses bounds between which the three nodes of a group are not: %j',
    (scalingConfig, refusal) => {
      const nodeGroup = managed('NodeGroup', {
        spec: { forProvider: { scalingConfig, version: '1.34' } },
        status: {
          atProvider: {
            version: '1.34',
            scalingConfig: { minSize: 2, maxSize: 4, desiredSize: 3 },
          },
        },
      });
      expect(refuseNodeGroupUpdate(nodeGroup, 'v1.34.2') ?? '').toMatch(
        refusal,
      );
    },
  );
});

describe('the autoscaler', () => {
  const deployment = (args: string[], readyReplicas = 1) =>
    managed('Deployment', {
      spec: { template: { spec: { containers: [{ command: args }] } } },
      status: { readyReplicas },
    });
  const enforce = '--enforce-node-group-min-size=true';

  it.each([
    ['adds nodes up to its lower bound', ['--nodes=5:9:a', enforce], 1, 5],
    ['removes nodes down to its upper bound', ['--nodes=1:2:a'], 1, 2],
    ['leaves a group within its bounds', ['--nodes=1:4:a', enforce], 1, 3],
    ['adds no nodes unless told to', ['--nodes=5:9:a'], 1, 3],
    ['does not know other groups', ['--nodes=5:9:b', enforce], 1, undefined],
    ['does nothing unless it runs', ['--nodes=5:9:a', enforce], 0, undefined],
  ])('%s', (_, args, replicas, size) => {
    expect(autoscaledSize(deployment(args, replicas), 'a', 3)).toBe(size);
  });
});

describe('readiness of an Object', () => {
  const secret = (data?: object) => managed('Secret', { data });
  const object = (readiness?: object) =>
    managed('Object', { spec: { readiness } });
  const query = (celQuery: string) =>
    object({ policy: 'DeriveFromCelQuery', celQuery });

  it.each([
    [object(), secret(), 'True'],
    [query("has(object.data) && 'token' in object.data"), secret(), 'False'],
    [
      query("has(object.data) && 'token' in object.data"),
      secret({ token: 'x' }),
      'True',
    ],
    [query('object.status.sync.status == "Synced"'), secret(), 'False'],
    [query('this is no CEL'), secret(), 'False'],
    [object({ policy: 'DeriveFromObject' }), secret(), 'False'],
  ])('case %#', (owner, live, status) => {
    expect(readinessOf(owner, live).status).toBe(status);
  });
});

describe('charts', () => {
  it('are those of the platform, in versions that there are', () => {
    const values = {
      fullnameOverride: 'cluster-autoscaler',
      autoscalingGroups: [{ name: 'eks-a', minSize: 2, maxSize: 4 }],
      awsRegion: 'eu-west-1',
    };
    const [, deployment] = renderChart(
      { name: 'cluster-autoscaler', version: '9.59.0' },
      'kube-system',
      values,
    );
    expect(deployment.metadata).toMatchObject({
      name: 'cluster-autoscaler',
      namespace: 'kube-system',
    });
    expect(JSON.stringify(deployment.spec)).toContain('"--nodes=2:4:eks-a"');
    for (const name of ['argo-cd', 'cluster-autoscaler', 'nginx']) {
      expect(() => renderChart({ name, version: '0.1.0' }, 'n', {})).toThrow(
        `chart "${name}" version "0.1.0" not found`,
      );
    }
  });
});

describe('the chart argo-cd', () => {
  it('brings the components with the image of its version and the URL of its domain', () => {
    const objects = renderArgoCdChart({
      version: '10.1.1',
      namespace: 'argocd',
      values: {
        global: { domain: 'argocd.example.org' },
        applicationSet: { replicas: 0 },
      },
    });
    const find = (kind: string, name: string) =>
      objects.find(o => o.kind === kind && o.metadata.name === name)!;
    expect(
      find('Deployment', 'argocd-server').spec.template.spec.containers[0]
        .image,
    ).toBe(`quay.io/argoproj/argocd:${appVersionOf('10.1.1')}`);
    expect(find('StatefulSet', 'argocd-application-controller')).toBeDefined();
    expect(find('ConfigMap', 'argocd-cm').data.url).toBe(
      'https://argocd.example.org',
    );
    expect(
      ['applicationset-controller', 'repo-server'].map(
        name => find('Deployment', `argocd-${name}`).spec.replicas,
      ),
    ).toEqual([0, 1]);
    expect(appVersionOf('0.0.1')).toBeUndefined();
  });

  it.each([
    ['as the template has it', {}, /^$/],
    [
      'with strict TLS',
      { strict: true },
      /x509: certificate is valid for localhost, reposerver, not argocd-repo-server/,
    ],
    [
      'with strict TLS and a certificate',
      { strict: true, enabled: true },
      /^$/,
    ],
  ])(
    'lets the application controller reach the repo-server or not: %s',
    (
      _,
      { strict, enabled }: { strict?: boolean; enabled?: boolean },
      refusal,
    ) => {
      const objects = renderArgoCdChart({
        version: '10.1.1',
        namespace: 'argocd',
        values: {
          configs: {
            params: {
              'server.insecure': false,
              ...(strict && { 'controller.repo.server.strict.tls': true }),
            },
          },
          repoServer: { certificateSecret: { enabled } },
        },
      });
      const get = ({ kind, name }: { kind: string; name: string }) =>
        objects.find(o => o.kind === kind && o.metadata.name === name);
      expect(
        get({ kind: 'ConfigMap', name: 'argocd-cmd-params-cm' })?.data,
      ).toMatchObject({
        'server.insecure': 'false',
        'repo.server': 'argocd-repo-server:8081',
      });
      expect(repoServerRefusal({ get }) ?? '').toMatch(refusal);
    },
  );

  it('gets credentials of the repository from a Secret, which changes nothing that the Release says', () => {
    const secret = (text: string) =>
      managed('Secret', {
        data: { 'values.yaml': Buffer.from(text).toString('base64') },
      });
    const release = (optional: boolean) =>
      managed('Release', {
        metadata: { namespace: 'clusters-dev' },
        spec: {
          forProvider: {
            values: { configs: { cm: { 'admin.enabled': 'false' } } },
            valuesFrom: [{ secretKeyRef: { name: 'git', optional } }],
          },
        },
      });
    const credentials = { url: 'https://git.example.org', password: 'p' };
    const get = jest.fn(() =>
      secret(
        JSON.stringify({
          configs: {
            cm: { 'admin.enabled': 'true' },
            credentialTemplates: { platform: credentials },
          },
        }),
      ),
    );
    const values: any = composeValues(release(false), { get });
    expect(get).toHaveBeenCalledWith({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: 'clusters-dev',
      name: 'git',
    });
    expect(values.configs.cm).toEqual({ 'admin.enabled': 'false' });
    expect(
      renderArgoCdChart({
        version: '10.1.1',
        namespace: 'argocd',
        values,
      }).find(o => o.kind === 'Secret'),
    ).toMatchObject({
      metadata: {
        name: 'argocd-repo-creds-platform',
        labels: { 'argocd.argoproj.io/secret-type': 'repo-creds' },
      },
      stringData: credentials,
    });

    const nothing = { get: () => undefined };
    expect(composeValues(release(true), nothing)).toEqual({
      configs: { cm: { 'admin.enabled': 'false' } },
    });
    expect(() => composeValues(release(false), nothing)).toThrow(
      /missing key "values.yaml" of git/,
    );
  });
});
