import { validateObject } from '@worker-clusters/kubernetes-schema';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, schemaOf } from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

const FULL = renderPlatformRepository(
  ANSWERS['many accounts, samples and the v1 API'],
);
const WITHOUT = renderPlatformRepository(ANSWERS['the smallest']);

/** `configs` of the values that the Composition gives to the chart argo-cd for a claim. */
function configsOf(files: typeof FULL, spec: object): any {
  const [api] = clusterApis(files);
  const release: any = renderStages(api, compositeResource(api, spec))
    .at(-1)!
    .desired.get('argocd-release');
  return release.spec.forProvider.values.configs;
}

const PKCE = {
  name: 'SSO',
  issuer: 'https://login.big-corp.example/realms/staff',
  clientID: 'argocd',
  enablePKCEAuthentication: true,
  requestedScopes: ['openid', 'profile', 'email', 'groups'],
};

describe('the Argo CD of a worker cluster', () => {
  it('has the identity provider of the claim, as a public client with PKCE', () => {
    const { cm } = configsOf(FULL, SPEC);
    expect(parse(cm['oidc.config'])).toEqual(PKCE);
    expect(parse(cm.additionalUrls)).toEqual(['https://localhost:8443']);
  });

  it('has none where neither the platform nor the claim names one', () => {
    const { cm, rbac } = configsOf(WITHOUT, {
      ...SPEC,
      environment: 'all',
      argocd: { chartVersion: '10.1.1' },
    });
    expect(cm).not.toHaveProperty(['oidc.config']);
    expect(rbac).not.toHaveProperty(['policy.platform.csv']);
  });

  it('lets in the group of the owner and the platform team, and nobody else', () => {
    const { rbac } = configsOf(FULL, SPEC);
    expect(rbac['policy.default']).toBe('');
    expect(rbac['policy.owner.csv']).toBe('g, k8s-payments, role:owner');
    expect(rbac['policy.platform.csv']).toBe('g, Platform Team, role:admin');
  });

  it.each([
    ['group:default/payments', undefined, 'k8s-payments'],
    ['group:other/team_a.b', undefined, 'k8s-team_a.b'],
    ['user:default/jane', undefined, 'k8s-user:default/jane'],
    ['group:default/payments', 'Payments Team', 'Payments Team'],
    ['user:default/jane', 'jane-and-friends', 'jane-and-friends'],
  ])('takes %s with the group %s for %s', (owner, group, expected) => {
    const { rbac } = configsOf(FULL, {
      ...SPEC,
      owner,
      ...(group && { access: { group } }),
    });
    expect(rbac['policy.owner.csv']).toBe(`g, ${expected}, role:owner`);
  });
});

describe('the management Argo CD', () => {
  const configs = (files: typeof FULL) =>
    parse(files['argocd/management/values.yaml']).configs;

  it('has the identity provider, and lets in the platform team only', () => {
    const { cm, rbac } = configs(FULL);
    expect(parse(cm['oidc.config'])).toEqual(PKCE);
    expect(cm.url).toBe('https://localhost:8443');
    expect(rbac).toEqual({
      'policy.default': '',
      'policy.csv': '',
      'policy.platform.csv': 'g, Platform Team, role:admin',
    });
  });

  it('has none where the platform team names none', () => {
    const { cm, rbac } = configs(WITHOUT);
    expect(cm).not.toHaveProperty(['oidc.config']);
    expect(rbac).toEqual({ 'policy.default': '', 'policy.csv': '' });
  });
});

describe('a claim', () => {
  const problems = (spec: object) =>
    validateObject(
      schemaOf(clusterApis(WITHOUT)[0].xrd).properties.spec.properties.access,
      spec,
    );

  it.each(['payments', 'Payments Team', 'https://graph.example/42', 'a@b'])(
    'may name the group %s',
    group => {
      expect(problems({ group })).toEqual([]);
    },
  );

  it.each(['a, role:admin', 'a\np, role:owner', '"a"', '#a', ''])(
    'may not write %j into the policy of Argo CD',
    group => {
      expect(problems({ group })).not.toEqual([]);
    },
  );
});
