import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import type { ClaimSpec } from '../claims';
import { allowedValues, checkRestrictedFields } from './checkRestrictedFields';
import type { Policy } from './readPolicy';

const text = (more: object = {}) => ({ type: 'string', ...more });
const schema = {
  type: 'object',
  properties: {
    argocd: {
      type: 'object',
      default: {},
      properties: {
        chartVersion: text({
          title: 'Chart version',
          default: '10.1.1',
          'x-ui-values': ['10.1.1', '9.1.0'],
        }),
        oidc: {
          type: 'object',
          default: {},
          properties: {
            issuer: text({ default: 'https://login.example' }),
            clientID: text({ default: 'argocd' }),
          },
        },
      },
    },
    access: {
      type: 'object',
      properties: { group: text(), roleArn: text() },
    },
    applications: {
      type: 'object',
      default: {},
      properties: {
        repoURL: text({
          title: 'Repository',
          default: 'https://git.example/platform.git',
        }),
        targetRevision: text({ default: 'main' }),
        basePath: text({ default: 'applications' }),
      },
    },
    account: text({ enum: ['1', '2'] }),
    size: {
      type: 'object',
      default: { cpu: 1 },
      properties: { cpu: { type: 'integer', default: 2 } },
    },
    peers: { type: 'array', items: text() },
  },
};
const complete = (spec: object) => applyDefaults(schema, spec) as ClaimSpec;
const check = (spec: object, policy: Policy = {}, before?: object) =>
  checkRestrictedFields(policy, {
    schema,
    spec: complete(spec),
    before: before && complete(before),
  }).map(f => f.field);
const from = (repoURL: string) => ({ applications: { repoURL } });
const only = (field: string, ...allow: string[]): Policy => ({
  restrictedFields: [{ field, allow }],
});
const ACME = only('spec.applications.repoURL', 'https://github.com/acme/*');

it.each<[string, object, Policy, object | undefined, string[]]>([
  ['allows the defaults', {}, {}, undefined, []],
  [
    'refuses another repository, revision, folder and chart version',
    {
      applications: {
        repoURL: 'https://evil.example/x.git',
        targetRevision: 'feature',
        basePath: '/',
      },
      argocd: { chartVersion: '1.0.0' },
    },
    {},
    undefined,
    [
      'spec.applications.repoURL',
      'spec.applications.targetRevision',
      'spec.applications.basePath',
      'spec.argocd.chartVersion',
    ],
  ],
  [
    'refuses another identity provider, and another group than the one of the owner',
    {
      argocd: { oidc: { issuer: 'https://evil.example', clientID: 'mine' } },
      access: { group: 'everyone', roleArn: 'arn:aws:iam::1:role/mine' },
    },
    {},
    undefined,
    [
      'spec.argocd.oidc.issuer',
      'spec.argocd.oidc.clientID',
      'spec.access.group',
      'spec.access.roleArn',
    ],
  ],
  [
    'allows the groups of the list',
    { access: { group: 'k8s-payments' } },
    only('spec.access.group', 'k8s-*'),
    undefined,
    [],
  ],
  [
    "allows the XRD's table of values",
    { argocd: { chartVersion: '9.1.0' } },
    {},
    undefined,
    [],
  ],
  [
    "prefers the policy's list to that table",
    { argocd: { chartVersion: '9.1.0' } },
    only('spec.argocd.chartVersion', '8.3.0'),
    undefined,
    ['spec.argocd.chartVersion'],
  ],
  [
    'allows the list of the policy beside the default',
    { argocd: { chartVersion: '8.3.0' } },
    only('spec.argocd.chartVersion', '8.3.0'),
    undefined,
    [],
  ],
  [
    'allows what the claim had before',
    from('https://old.example/x.git'),
    {},
    from('https://old.example/x.git'),
    [],
  ],
  [
    'refuses to go from one foreign repository to another',
    from('https://evil.example/x.git'),
    {},
    from('https://old.example/x.git'),
    ['spec.applications.repoURL'],
  ],
  [
    'takes an enum for a list',
    { account: '2' },
    only('spec.account'),
    undefined,
    [],
  ],
  [
    'restricts a field of the policy',
    { peers: ['x'] },
    only('spec.peers', 'x'),
    undefined,
    ['spec.peers'],
  ],
  [
    'allows the default of the object around a field',
    {},
    only('spec.size.cpu'),
    undefined,
    [],
  ],
  [
    'compares numbers by their text',
    { size: { cpu: 8 } },
    only('spec.size.cpu', '8'),
    undefined,
    [],
  ],
])('%s', (_, spec, policy, before, expected) => {
  expect(check(spec, policy, before)).toEqual(expected);
});

it.each([
  ['https://github.com/acme/apps', true],
  ['https://github.com/acme/apps.git', true],
  ['https://github.com/acme', false],
  ['https://github.com/acme/', false],
  ['https://github.com/acme/a/b', false],
  ['https://github.com/acme/..', false],
  ['https://github.com/acme/../evil', false],
  ['https://github.com/acme/%2e%2e', false],
  ['https://github.com/acme/x?y', false],
  ['https://github.com/acme/x#y', false],
  ['https://github.com/acme/x\n', false],
  ['https://github.com/acme/x y', false],
  ['https://github.com/acme/x@evil.example', false],
  ['https://user@github.com/acme/x', false],
  ['https://githubXcom/acme/x', false],
  ['HTTPS://github.com/acme/x', false],
  [` https://github.com/acme/x`, false],
  [`https://github.com/acme/${'x'.repeat(3000)}`, false],
  ['file:///etc/https://github.com/acme/x', false],
])('a pattern of one organization: %j %p', (repository, allowed) => {
  expect(check(from(repository), ACME)).toEqual(
    allowed ? [] : ['spec.applications.repoURL'],
  );
});

it('names what can be chosen', () => {
  const [{ message }] = checkRestrictedFields(ACME, {
    schema,
    spec: complete(from('https://evil.example/x.git')),
  });
  expect(message).toBe(
    "Repository 'https://evil.example/x.git' is not allowed: choose https://git.example/platform.git, https://github.com/acme/*, or ask the platform team to add it to restrictedFields of the policy.",
  );
});

it('lists the values for a form, of fields without a pattern', () => {
  expect(allowedValues(ACME, schema)).toEqual({
    'applications.targetRevision': ['main'],
    'applications.basePath': ['applications'],
    'argocd.chartVersion': ['10.1.1', '9.1.0'],
    'argocd.oidc.issuer': ['https://login.example'],
    'argocd.oidc.clientID': ['argocd'],
  });
});
