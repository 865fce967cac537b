/** A claim's `spec` and what an API server makes of it. */
export interface ClaimRow {
  name: string;
  /** Merged into {@link SOUND}, one level deep; undefined removes a field. */
  spec?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  /** What the claim's `spec` is afterwards, in part. */
  stored?: object;
  /** What the server says when it refuses the claim. */
  refusal?: RegExp;
  /** The claim is there with {@link SOUND} before, and this is an update. */
  update?: boolean;
  /** Holds for the API of Crossplane v2 only. */
  modern?: boolean;
}

/** The shortest claim; everything else is a default of the XRD. */
export const SOUND = {
  environment: 'dev',
  region: 'eu-west-1',
  owner: 'group:default/payments',
  kubernetesVersion: '1.34',
};

/** Claims good and bad, with the message of a real API server. */
export const CLAIM_ROWS: ClaimRow[] = [
  {
    name: 'fills in the defaults of the shortest claim',
    stored: {
      ...SOUND,
      nodes: { size: 'small', min: 2, max: 4 },
      network: { vpcCidr: '10.0.0.0/16' },
      argocd: {
        chartVersion: '10.1.1',
        replicas: 1,
        oidc: {
          issuer: 'https://login.big-corp.example/realms/staff',
          clientID: 'argocd',
        },
      },
    },
  },
  {
    name: 'fills in the rest of what the claim says in part',
    spec: { nodes: { max: 6 } },
    stored: { nodes: { size: 'small', min: 2, max: 6 } },
  },
  {
    name: 'refuses a field that the schema does not have',
    spec: { nodez: { max: 6 } },
    refusal: /strict decoding error: unknown field "spec\.nodez"/,
  },
  {
    name: 'refuses a field that the schema does not have, further down',
    spec: { nodes: { maximum: 6 } },
    refusal: /strict decoding error: unknown field "spec\.nodes\.maximum"/,
  },
  {
    name: 'refuses a claim without its owner',
    spec: { owner: undefined },
    refusal: /spec\.owner: Required value/,
  },
  {
    name: 'refuses an environment that the platform does not have',
    spec: { environment: 'moon' },
    refusal:
      /spec\.environment: Unsupported value: "moon": supported values: "dev", "qa", "pre-prod", "prod"/,
  },
  {
    name: 'refuses a version written as a number',
    spec: { kubernetesVersion: 1.34 },
    refusal:
      /spec\.kubernetesVersion: Invalid value: "number": .* must be of type string: "number"/,
  },
  {
    name: 'refuses a version that is out of support',
    spec: { kubernetesVersion: '1.20' },
    refusal: /spec\.kubernetesVersion: Unsupported value: "1\.20"/,
  },
  {
    name: 'refuses fewer nodes at most than at least',
    spec: { nodes: { min: 5, max: 4 } },
    refusal:
      /spec\.nodes: Invalid value: .*: nodes\.min must not exceed nodes\.max/,
  },
  {
    name: 'refuses a minimum above the default maximum',
    spec: { nodes: { min: 5 } },
    refusal: /nodes\.min must not exceed nodes\.max/,
  },
  {
    name: 'refuses no node at all',
    spec: { nodes: { min: 0 } },
    refusal:
      /spec\.nodes\.min: Invalid value: 0: .* greater than or equal to 1/,
  },
  {
    name: 'refuses an address range of another size',
    spec: { network: { vpcCidr: '10.42.0.0/24' } },
    refusal: /spec\.network\.vpcCidr: Invalid value: "10\.42\.0\.0\/24"/,
  },
  {
    name: 'refuses a group that would be two lines of a policy',
    spec: { access: { group: 'payments, role:admin' } },
    refusal: /spec\.access\.group: Invalid value: "payments, role:admin"/,
  },
  {
    name: 'refuses a version of the chart argo-cd that was not tried',
    spec: { argocd: { chartVersion: '9.1.0' } },
    refusal:
      /spec\.argocd\.chartVersion: Unsupported value: "9\.1\.0": supported values: "10\.1\.1"/,
  },
  {
    name: 'refuses applications of every repository',
    spec: { applications: { repoURL: '*' } },
    refusal: /spec\.applications\.repoURL: Invalid value: "\*"/,
  },
  {
    name: 'refuses applications of repositories that a pattern matches',
    spec: { applications: { repoURL: 'https://github.com/acme/*' } },
    refusal: /spec\.applications\.repoURL: Invalid value/,
  },
  {
    name: 'refuses applications of every repository but one',
    spec: { applications: { repoURL: '!https://github.com/acme/x.git' } },
    refusal: /spec\.applications\.repoURL: Invalid value/,
  },
  {
    name: 'refuses applications of one of several repositories',
    spec: { applications: { repoURL: 'https://github.com/{a,b}/x.git' } },
    refusal: /spec\.applications\.repoURL: Invalid value/,
  },
  {
    name: 'refuses applications of a folder outside of the repository',
    spec: { applications: { basePath: '../../../terraform' } },
    refusal: /spec\.applications\.basePath: Invalid value/,
  },
  {
    name: 'refuses a name of more than 40 characters',
    modern: true,
    metadata: { name: 'a'.repeat(41) },
    refusal: /the name may have at most 40 characters/,
  },
  {
    name: 'refuses a name that is no DNS name',
    metadata: { name: 'Payments_Dev' },
    refusal: /metadata\.name: Invalid value: "Payments_Dev"/,
  },
  {
    name: 'refuses a label that is none',
    metadata: { labels: { team: 'a b' } },
    refusal: /metadata\.labels: Invalid value: "a b"/,
  },
  {
    name: 'accepts more nodes for a cluster that is there',
    update: true,
    spec: { nodes: { max: 9 } },
    stored: { nodes: { size: 'small', min: 2, max: 9 } },
  },
  {
    name: 'refuses another region for a cluster that is there',
    update: true,
    spec: { region: 'us-east-1' },
    refusal: /spec: Invalid value: .*: region is immutable/,
  },
  {
    name: 'refuses another environment for a cluster that is there',
    update: true,
    spec: { environment: 'qa' },
    refusal: /environment is immutable/,
  },
  {
    name: 'refuses another address range for a cluster that is there',
    update: true,
    spec: { network: { vpcCidr: '10.9.0.0/16' } },
    refusal: /network\.vpcCidr is immutable/,
  },
];
