import { parse as parseHcl } from '@cdktf/hcl2json';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { clusterApis, objects, resourcesOf, schemaOf } from './repository';

const files = renderPlatformRepository(
  ANSWERS['many accounts, samples and the v1 API'],
);

/** The rows of the tables of docs/versions.md: what is pinned → version, for both without the backticks. */
const rows = files['docs/versions.md']
  .split('\n')
  .filter(line => line.startsWith('| ') && !/^\| (what|-)/.test(line))
  .map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
const table = rows.map(([what, version]) =>
  `${what} ${version}`.replaceAll('`', ''),
);

async function pins(): Promise<string[]> {
  const { variable } = await parseHcl(
    'variables.tf',
    files['terraform/variables.tf'],
  );
  const preset = (name: string) => [variable[name]].flat()[0].default as string;
  const tool = (name: string) =>
    new RegExp(`^${name}=(.+)$`, 'm').exec(
      files['scripts/tool-versions.env'],
    )![1];
  const packages = objects(files, ['crossplane/packages/'])
    .map(o => o.object as any)
    .filter(o => ['Provider', 'Function'].includes(o.kind))
    .map(({ metadata, spec }) => {
      const version = /:(v[\d.]+)(@sha256:[0-9a-f]{64})?$/.exec(spec.package)!;
      return `${metadata.name} ${version[1]}`;
    });
  const [{ composition, xrd }] = clusterApis(files);
  const charts: string[] = resourcesOf(composition)
    .filter((r: any) => r.base.kind === 'Release')
    .map((r: any) => r.base.spec.forProvider.chart)
    .filter((chart: any) => chart.name !== 'argo-cd')
    .map((chart: any) => `chart ${chart.name}, workers ${chart.version}`);
  const addons: string[] = resourcesOf(composition)
    .find((r: any) => r.name === 'argocd-platform-addons')
    .base.spec.forProvider.manifest.spec.sources.map(
      ({ chart, targetRevision }: any) =>
        `chart ${chart}, workers with an ingress ${targetRevision}`,
    );
  const { default: standard, enum: offered } =
    schemaOf(xrd).properties.spec.properties.argocd.properties.chartVersion;
  return [
    `Kubernetes of the management cluster ${preset('kubernetes_version')}`,
    `chart argo-cd, management ${preset('argocd_chart_version')}`,
    `chart argo-cd, workers (default) ${standard}`,
    ...offered
      .filter((version: string) => version !== standard)
      .map((version: string) => `chart argo-cd, workers (older) ${version}`),
    `chart crossplane ${preset('crossplane_chart_version')}`,
    ...charts,
    ...addons,
    ...packages,
    `Terraform ${tool('TERRAFORM_VERSION')}`,
    `Crossplane's CLI ${tool('CROSSPLANE_CLI_VERSION')}`,
    `Kubernetes schemas ${tool('KUBERNETES_SCHEMA_VERSION')}`,
  ];
}

describe('docs/versions.md', () => {
  it('has what is pinned, and nothing else', async () => {
    expect([...table].sort()).toEqual((await pins()).sort());
  });

  it('has the charts of the ingress as their runbook has them', async () => {
    const runbook = files['docs/runbooks/platform-addons.md']
      .split('\n')
      .flatMap(line => {
        const [, chart, version] =
          /^\| `(.+?)` +\| (v?[\d.]+) +\|/.exec(line) ?? [];
        return chart
          ? `chart ${chart}, workers with an ingress ${version}`
          : [];
      });
    expect(runbook).toEqual(
      (await pins()).filter(pin => / with an ingress /.test(pin)),
    );
  });

  it('has a reason and a source at each row', () => {
    expect(rows.length).toBeGreaterThan(12);
    for (const [what, , where, reason, source] of rows) {
      expect({ what, where, reason, source }).toEqual({
        what,
        where: expect.stringMatching(/\w{3}/),
        reason: expect.stringMatching(/.{10}/),
        source: expect.stringMatching(/\]\(https:\/\/[^)]+\)/),
      });
    }
  });

  it('the Composition installs the default of the XRD', () => {
    const [{ composition, xrd }] = clusterApis(files);
    const release = resourcesOf(composition).find(
      (r: any) => r.name === 'argocd-release',
    );
    expect(release.base.spec.forProvider.chart.version).toBe(
      schemaOf(xrd).properties.spec.properties.argocd.properties.chartVersion
        .default,
    );
  });

  it('every package of the AWS family has one version', async () => {
    const aws = (await pins())
      .filter(pin => /^provider-(family-)?aws/.test(pin))
      .map(pin => pin.split(' ')[1]);
    expect(aws.length).toBeGreaterThan(2);
    expect(new Set(aws).size).toBe(1);
  });
});
