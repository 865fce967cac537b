import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, resourcesOf } from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

const answers = ANSWERS['many accounts, samples and the v1 API'];
const HOST = 'argocd.payments-dev.dev.clusters.big-corp.example';

describe.each(
  clusterApis(renderPlatformRepository(answers)).map(
    a => [a.xrd.spec.names.kind, a] as const,
  ),
)('ingress, DNS and certificates of %s', (_, api) => {
  const { desired, status } = renderStages(
    api,
    compositeResource(api, SPEC),
  ).at(-1)! as any;
  const manifest = (name: string) =>
    desired.get(name).spec.forProvider.manifest;
  const source = (chart: string) =>
    manifest('argocd-platform-addons').spec.sources.find(
      (s: any) => s.chart === chart,
    );

  it('are three pinned charts, of which the project takes the repositories and the namespace', () => {
    const { spec } = manifest('argocd-platform-addons');
    const project = manifest('argocd-project-platform-addons');
    expect(spec.project).toBe(project.metadata.name);
    expect(spec.sources.map((s: any) => [s.chart, s.targetRevision])).toEqual([
      ['traefik', '41.3.0'],
      ['external-dns', '1.21.1'],
      ['cert-manager', 'v1.21.2'],
    ]);
    expect(project.spec.sourceRepos).toEqual(
      spec.sources.map((s: any) => s.repoURL),
    );
    expect(project.spec.destinations).toEqual([spec.destination]);
    expect(manifest('platform-addons-namespace').metadata.name).toBe(
      spec.destination.namespace,
    );
  });

  it('are out of reach for Applications from Git', () => {
    const policy = manifest('policy-applications');
    expect(manifest('policy-applications-binding').spec).toEqual({
      policyName: policy.metadata.name,
      validationActions: ['Deny'],
    });
    const { destinationServiceAccounts } = manifest(
      'argocd-project-applications',
    ).spec;
    const account = destinationServiceAccounts[0].defaultServiceAccount;
    expect(policy.spec.matchConditions[0].expression).toBe(
      `request.userInfo.username == 'system:serviceaccount:${account}'`,
    );
    expect(policy.spec.validations[0].expression).toBe(
      "object.spec.project in ['applications', 'workloads']",
    );
  });

  it('give Argo CD one name: in its configuration, its certificate, at Traefik and in the status', () => {
    const { values } = desired.get('argocd-release').spec.forProvider;
    expect(values.global.domain).toBe(HOST);
    expect(values.configs.cm).not.toHaveProperty('url');
    expect(status.argocd.url).toBe(`https://${HOST}`);
    expect(values.server.ingress).toEqual({
      enabled: true,
      ingressClassName: source('traefik').helm.valuesObject.ingressClass.name,
      tls: true,
      annotations: {
        'cert-manager.io/cluster-issuer': parse(
          source('cert-manager').helm.valuesObject.extraObjects[0],
        ).metadata.name,
      },
    });
    const [transport] = source('traefik').helm.valuesObject.extraObjects;
    expect(transport.spec).toEqual({ serverName: HOST });
    expect(values.server.service.annotations).toMatchObject({
      'traefik.ingress.kubernetes.io/service.serverstransport': `platform-addons-${transport.metadata.name}@kubernetescrd`,
    });
  });

  it('are of the cluster and its environment only', () => {
    expect(source('external-dns').helm.valuesObject).toMatchObject({
      txtOwnerId: 'payments-dev',
      domainFilters: ['dev.clusters.big-corp.example'],
      env: [{ name: 'AWS_REGION', value: 'eu-west-1' }],
    });
  });

  it('have the rights of one role, by Pod Identity', () => {
    for (const name of ['external-dns', 'cert-manager']) {
      expect(desired.get(`pia-${name}`).spec.forProvider).toMatchObject({
        namespace: 'platform-addons',
        serviceAccount: source(name).helm.valuesObject.serviceAccount.name,
        roleArnSelector: { matchLabels: { role: 'dns' } },
      });
    }
    expect(desired.get('rpa-dns').spec.forProvider.policyArn).toBe(
      'arn:aws:iam::111111111111:policy/worker-cluster-dns',
    );
  });

  it('have a load balancer inside of the VPC unless it is to be open', () => {
    const internal = 'service.beta.kubernetes.io/aws-load-balancer-internal';
    expect(
      source('traefik').helm.valuesObject.service.annotations,
    ).toHaveProperty([internal], 'true');
    const open = renderPlatformRepository({
      ...answers,
      ingress: { ...answers.ingress!, internetFacing: true },
    });
    expect(JSON.stringify(open)).not.toContain(internal);
  });
});

it('are left out where the platform team names no domain, and the status has no address', () => {
  const [api] = clusterApis(renderPlatformRepository(ANSWERS['the smallest']));
  expect(
    resourcesOf(api.composition)
      .map(r => r.name)
      .filter(name => /platform-addons|-dns$|cert-manager/.test(name)),
  ).toEqual([]);
  const { desired, status } = renderStages(
    api,
    compositeResource(api, { ...SPEC, environment: 'all' }),
  ).at(-1)! as any;
  const { values } = desired.get('argocd-release').spec.forProvider;
  expect(values.server).not.toHaveProperty('ingress');
  expect(values.configs.cm.url).toBe('https://localhost:8443');
  expect(status.argocd).not.toHaveProperty('url');
});
