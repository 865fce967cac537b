import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { peer } from '../../peers/Program';
import { chartValues } from '../applications/composition';
import { renderedWorkerChart } from '../applications/renderedChart';

/** Its commands want a cluster even where they read files only; nothing listens there. */
const KUBECONFIG = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'none', cluster: { server: 'http://127.0.0.1:1' } }],
  contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
  users: [{ name: 'none', user: {} }],
  'current-context': 'none',
};

const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'argocd-secret',
    namespace: 'argocd',
    labels: { 'app.kubernetes.io/part-of': 'argocd' },
  },
  data: { 'server.secretkey': Buffer.from('of this test').toString('base64') },
};

describe("a worker's Argo CD, with the chart's values of the Composition", () => {
  let folder: string;
  const path = (name: string) => join(folder, name);

  function argocd(...args: string[]): string {
    const { stdout } = spawnSync(peer('argocd').path, args, {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        ARGOCD_BINARY_NAME: 'argocd',
        KUBECONFIG: path('kubeconfig'),
      },
      timeout: 60_000,
    });
    return stdout;
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'login-'));
    writeFileSync(path('kubeconfig'), stringify(KUBECONFIG));
    writeFileSync(path('secret.yaml'), stringify(SECRET));
    const chart = renderedWorkerChart(chartValues());
    for (const name of ['argocd-cm', 'argocd-rbac-cm']) {
      const config = chart.find(
        o => o.kind === 'ConfigMap' && o.metadata.name === name,
      );
      writeFileSync(path(`${name}.yaml`), stringify(config));
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has an identity provider', () => {
    const said = argocd(
      ...['admin', 'settings', 'validate'],
      ...['--argocd-cm-path', path('argocd-cm.yaml')],
      ...['--argocd-secret-path', path('secret.yaml')],
    );
    expect(said).toMatch(/general\nOIDC is configured/);
    expect(said).not.toContain('❌');
  });

  it('has a policy that is valid', () => {
    expect(
      argocd(
        ...['admin', 'settings', 'rbac', 'validate'],
        ...['--policy-file', path('argocd-rbac-cm.yaml')],
      ),
    ).toContain('Policy is valid.');
  });

  const OWNER = 'k8s-payments';
  const PLATFORM = 'Platform Team';
  it.each([
    [OWNER, 'get', 'applications', 'workloads/web', 'Yes'],
    [OWNER, 'sync', 'applications', 'workloads/web', 'Yes'],
    [OWNER, 'sync', 'applications', 'applications/dev-applications', 'Yes'],
    [OWNER, 'get', 'logs', 'workloads/web', 'Yes'],
    [OWNER, 'get', 'projects', 'workloads', 'Yes'],
    [OWNER, 'get', 'applications', 'platform-addons/ingress', 'Yes'],
    [OWNER, 'sync', 'applications', 'platform-addons/ingress', 'No'],
    [OWNER, 'sync', 'applications', 'default/x', 'No'],
    [OWNER, 'create', 'applications', 'workloads/web', 'No'],
    [OWNER, 'update', 'applications', 'workloads/web', 'No'],
    [OWNER, 'override', 'applications', 'workloads/web', 'No'],
    [OWNER, 'delete', 'applications', 'workloads/web', 'No'],
    [OWNER, 'update', 'projects', 'workloads', 'No'],
    [OWNER, 'create', 'clusters', '*', 'No'],
    [OWNER, 'create', 'exec', 'workloads/web', 'No'],
    [PLATFORM, 'delete', 'applications', 'workloads/web', 'Yes'],
    [PLATFORM, 'update', 'projects', 'workloads', 'Yes'],
    ['payments', 'get', 'applications', 'workloads/web', 'No'],
    ['everybody', 'get', 'applications', 'workloads/web', 'No'],
  ])('%s may %s %s %s: %s', (group, action, resource, object, answer) => {
    const said = argocd(
      ...['admin', 'settings', 'rbac', 'can', group, action, resource, object],
      ...['--policy-file', path('argocd-rbac-cm.yaml')],
    );
    expect(said.trim()).toBe(answer);
  });
});
