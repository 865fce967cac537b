import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { clusterApis, objects, resourcesOf } from './repository';
import { skeletonFiles } from './skeleton';

const answers = ANSWERS['many accounts, samples and the v1 API'];
const files = renderPlatformRepository(answers);
const ROOTS = ['terraform', 'terraform/worker-account'];

/** One root of Terraform: all of its files in one object, as JSON. Expressions are strings "${...}". */
interface Root {
  text: string;
  variable: Record<string, any>;
  locals: Record<string, any>;
  module: Record<string, any>;
  /** "type.name", data sources as "data.type.name". */
  resources: Record<string, any>;
  terraform: any[];
  all: any[];
}

const only = (value: any) => (Array.isArray(value) ? value[0] : value);

async function readRoot(folder: string): Promise<Root> {
  const paths = Object.keys(files).filter(
    path => dirname(path) === folder && path.endsWith('.tf'),
  );
  const parsed: any[] = [];
  for (const path of paths) parsed.push(await parse(path, files[path]));

  const named = (key: string) =>
    Object.assign(
      {},
      ...parsed.map(file =>
        Object.fromEntries(
          Object.entries(file[key] ?? {}).map(([name, v]) => [name, only(v)]),
        ),
      ),
    );
  const typed = (key: string, prefix: string) =>
    Object.fromEntries(
      parsed.flatMap(file =>
        Object.entries(file[key] ?? {}).flatMap(([type, byName]) =>
          Object.entries(byName as any).map(([name, v]) => [
            `${prefix}${type}.${name}`,
            only(v),
          ]),
        ),
      ),
    );
  return {
    text: paths.map(path => files[path]).join('\n'),
    variable: named('variable'),
    module: named('module'),
    locals: Object.assign({}, ...parsed.flatMap(file => file.locals ?? [])),
    resources: { ...typed('resource', ''), ...typed('data', 'data.') },
    terraform: parsed.flatMap(file => file.terraform ?? []),
    all: parsed,
  };
}

/** What stands in expressions, anywhere below. Text outside of ${...} is none. */
function expressions(value: any): string[] {
  if (Array.isArray(value)) return value.flatMap(expressions);
  if (value && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, v]) => [
      ...expressions(key),
      ...expressions(v),
    ]);
  }
  if (typeof value !== 'string') return [];
  const found: string[] = [];
  for (
    let start = value.indexOf('${');
    start >= 0;
    start = value.indexOf('${', start)
  ) {
    let depth = 1;
    let end = start + 2;
    for (; end < value.length && depth > 0; end++) {
      if (value[end] === '{') depth++;
      if (value[end] === '}') depth--;
    }
    found.push(value.slice(start + 2, end - 1));
    start = end;
  }
  return found;
}

const references = (value: any, pattern: RegExp) =>
  new Set(
    expressions(value).flatMap(text =>
      [...text.matchAll(pattern)].map(match => match[1]),
    ),
  );

/** The value of an expression that is nothing but `jsonencode({...})`, a local or an object, as far as it can be told. */
async function resolve(root: Root, value: any): Promise<any> {
  if (typeof value !== 'string') return value;
  const expression = /^\$\{([\s\S]*)\}$/.exec(value)?.[1].trim();
  if (!expression) return value;
  const encoded = /^jsonencode\(([\s\S]*)\)$/.exec(expression)?.[1].trim();
  if (encoded?.startsWith('{')) {
    return (await parse('policy.tf', `policy = ${encoded}`)).policy;
  }
  const local = /^local\.(\w+)$/.exec(encoded ?? expression)?.[1];
  return local ? resolve(root, root.locals[local]) : value;
}

interface Statement {
  policy: string;
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: any;
  Condition?: any;
  Principal?: any;
}

/** Every statement of every policy of a root, trust policies included. */
async function statements(root: Root): Promise<Statement[]> {
  const found: Statement[] = [];
  for (const [name, resource] of Object.entries(root.resources)) {
    for (const key of ['policy', 'assume_role_policy']) {
      if (resource[key] === undefined || !name.startsWith('aws_iam_')) continue;
      const document = await resolve(root, resource[key]);
      expect({ name, version: document.Version }).toEqual({
        name,
        version: '2012-10-17',
      });
      for (const statement of document.Statement) {
        found.push({
          ...statement,
          policy: `${name}.${key}`,
          Action: [statement.Action].flat(),
          Condition: await resolve(root, statement.Condition),
        });
      }
    }
  }
  return found;
}

const isRead = (action: string) =>
  /^[a-z0-9-]+:(Describe|Get|List|Batch(Get|Check))/.test(action);

describe.each(ROOTS)('%s', folder => {
  let root: Root;
  beforeAll(async () => {
    root = await readRoot(folder);
  });

  it('declares what it refers to', () => {
    const declared = {
      var: Object.keys(root.variable),
      local: Object.keys(root.locals),
      module: Object.keys(root.module),
      resource: Object.keys(root.resources),
    };
    const used = {
      var: references(root.all, /\bvar\.(\w+)/g),
      local: references(root.all, /\blocal\.(\w+)/g),
      module: references(root.all, /\bmodule\.(\w+)/g),
      resource: references(
        root.all,
        /(?<![\w./:"-])((?:data\.)?(?:aws|helm)_\w+\.\w+|terraform_data\.\w+)/g,
      ),
    };
    expect(used.local.size).toBeGreaterThan(3);
    for (const kind of ['var', 'local', 'module', 'resource'] as const) {
      const unknown = [...used[kind]].filter(n => !declared[kind].includes(n));
      expect({ kind, unknown }).toEqual({ kind, unknown: [] });
    }
    // That a variable is validated is no use of it.
    used.var = references(
      root.all.map(file => ({ ...file, variable: undefined })),
      /\bvar\.(\w+)/g,
    );
    for (const kind of ['var', 'local', 'module'] as const) {
      const unused = declared[kind].filter(n => !used[kind].has(n));
      expect({ kind, unused }).toEqual({ kind, unused: [] });
    }
  });

  it('describes every variable and output, types and validates every variable', () => {
    for (const [name, variable] of Object.entries(root.variable)) {
      expect({ name, description: variable.description }).toEqual({
        name,
        description: expect.stringMatching(/.{20,}/),
      });
      expect({ name, type: variable.type }).toEqual({
        name,
        type: expect.any(String),
      });
    }
    const unchecked = Object.entries(root.variable)
      .filter(([, v]) => v.type !== '${bool}' && !v.validation)
      .map(([name]) => name);
    expect(unchecked).toEqual([]);
    for (const file of root.all) {
      for (const [name, output] of Object.entries(file.output ?? {})) {
        expect({ name, ...only(output) }).toMatchObject({
          description: expect.stringMatching(/.{20,}/),
        });
      }
    }
  });

  it('pins Terraform, every provider and every module', () => {
    const settings = Object.assign({}, ...root.terraform);
    expect(settings.required_version).toMatch(/^>= 1\.\d+\.\d+, < 2/);
    const providers = only(settings.required_providers);
    const used = new Set(
      Object.keys(root.resources)
        .map(name => name.replace(/^data\./, '').split('_')[0])
        .filter(name => name !== 'terraform'),
    );
    for (const name of used) {
      expect(providers[name]).toEqual({
        source: `hashicorp/${name}`,
        version: expect.stringMatching(/^~> \d+\.\d+$/),
      });
    }
    for (const module of Object.values(root.module)) {
      const here = `${join(folder, module.source)}/main.tf` in files;
      expect({
        source: module.source,
        isFixed: here || /^~> \d+\.\d+$/.test(module.version),
      }).toEqual({ source: module.source, isFixed: true });
    }
  });

  it('gives nobody everything', async () => {
    expect(root.text).not.toMatch(/AdministratorAccess|PowerUserAccess/);
    const all = await statements(root);
    expect(all.length).toBeGreaterThan(2);
    const allows = all.filter(statement => statement.Effect === 'Allow');
    const everywhere = (s: Statement) => [s.Resource].flat().includes('*');
    const where = (s: Statement) => `${s.policy}: ${s.Sid}`;

    // Load balancers are the one service that a cluster may use as it likes: in a boundary, which grants nothing.
    const wildcards = allows.flatMap(s =>
      s.Action.filter(action => action.includes('*') && !isRead(action)).map(
        action => `${where(s)}: ${action}`,
      ),
    );
    expect(wildcards).toEqual(
      folder === 'terraform'
        ? []
        : [
            'aws_iam_policy.boundary.policy: RunACluster: elasticloadbalancing:*',
          ],
    );
    expect(
      allows
        .filter(s => everywhere(s) && s.Action.some(a => /^(iam|sts):/.test(a)))
        .map(where),
    ).toEqual([]);
    expect(
      allows
        .filter(s => (everywhere(s) || s.Principal) && !s.Condition)
        .map(where),
    ).toEqual([]);
  });
});

describe('what Crossplane may do in AWS', () => {
  let management: Root;
  let account: Root;
  let allowed: Statement[];
  beforeAll(async () => {
    management = await readRoot('terraform');
    account = await readRoot('terraform/worker-account');
    allowed = (await statements(account)).filter(
      s => s.Effect === 'Allow' && !/boundary|autoscaler|dns/.test(s.policy),
    );
  });

  const { composition } = clusterApis(files)[0];
  const composed = resourcesOf(composition);
  const formats = (field: RegExp) =>
    [
      ...composed.flatMap((r: any) => r.patches ?? []),
      ...composition.spec.pipeline
        .flatMap((s: any) => s.input?.patchSets ?? [])
        .flatMap((set: any) => set.patches),
    ]
      .filter((patch: any) => field.test(patch.toFieldPath ?? ''))
      .flatMap((patch: any) => patch.transforms ?? [])
      .filter((transform: any) => transform.string?.type === 'Format')
      .map((transform: any) => transform.string.fmt as string);

  it('makes roles and attaches policies under the boundary only', () => {
    const boundary = '${local.boundary_arn}';
    for (const action of [
      'iam:CreateRole',
      'iam:PutRolePermissionsBoundary',
      'iam:AttachRolePolicy',
      'iam:DetachRolePolicy',
    ]) {
      const grants = allowed.filter(s => s.Action.includes(action));
      expect(grants).toHaveLength(1);
      expect(grants[0].Condition.StringEquals).toMatchObject({
        'iam:PermissionsBoundary': boundary,
      });
    }
    expect(
      allowed.find(s => s.Action.includes('iam:AttachRolePolicy'))!.Condition,
    ).toMatchObject({
      ArnEquals: { 'iam:PolicyARN': '${local.attachable_policy_arns}' },
    });
    expect(
      allowed.find(s => s.Action.includes('iam:PassRole'))!.Condition,
    ).toMatchObject({
      StringEquals: { 'iam:PassedToService': expect.any(Array) },
    });
    const granted = allowed.flatMap(s => s.Action);
    expect(granted).not.toContain('iam:PutRolePolicy');
    expect(granted).not.toContain('iam:DeleteRolePermissionsBoundary');
    expect(granted).not.toContain('iam:CreatePolicyVersion');
  });

  it('makes exactly the roles, with exactly the policies, of the Composition', () => {
    const roles = composed
      .filter(
        (r: any) => r.base.kind === 'Role' && /^iam\./.test(r.base.apiVersion),
      )
      .flatMap((r: any) => r.patches)
      .flatMap((p: any) => p.transforms ?? [])
      .map((t: any) => t.string.fmt as string);
    expect(roles).toHaveLength(6);
    expect(roles.sort()).toEqual(
      account.locals.role_suffixes.map((s: string) => `worker-%s-${s}`).sort(),
    );
    const own = `${account.locals.provisioner_name}`;
    for (const suffix of account.locals.role_suffixes) {
      expect(own).not.toMatch(new RegExp(`^worker-.*-${suffix}$`));
    }
    const attached = composed
      .filter((r: any) => r.base.kind === 'RolePolicyAttachment')
      .map((r: any) => r.base.spec.forProvider.policyArn);
    expect([
      ...account.locals.attachable_policy_arns.filter((arn: string) =>
        arn.startsWith('arn:'),
      ),
    ]).toEqual(attached.filter((arn: string) => arn !== 'patched'));
    // Of the account itself: by the Composition for each environment.
    expect(attached.filter((arn: string) => arn === 'patched')).toHaveLength(2);
    expect(account.locals.attachable_policy_arns).toEqual(
      expect.arrayContaining(['${local.autoscaler_arn}', '${local.dns_arn}']),
    );
    expect(formats(/policyArn/)).toEqual([
      `arn:aws:iam::%s:policy/${account.locals.autoscaler_name}`,
      `arn:aws:iam::%s:policy/${account.locals.dns_name}`,
    ]);
  });

  it.each([
    // A cluster that is called like its environment, a part of the domain, or an application of another cluster.
    ['dev', '_acme-challenge.argocd.payments.dev.clusters.big-corp.example'],
    ['clusters', 'argocd.payments.dev.clusters.big-corp.example'],
    ['argocd', '_acme-challenge.argocd.payments.dev.clusters.big-corp.example'],
    ['payments', 'argocd.payments-2.dev.clusters.big-corp.example'],
    ['payments', 'argocd.payments.qa.clusters.big-corp.example'],
    ['payments', 'payments.dev.clusters.big-corp.example.evil.example'],
    // Only what is below its name: see docs/runbooks/platform-addons.md.
    ['payments', 'payments.dev.clusters.big-corp.example'],
  ])(
    'keeps the cluster %s in dev from changing the name %s',
    (cluster, name) => {
      expect(mayChange(cluster, name)).toBe(false);
    },
  );

  // Names as Route 53 normalizes them: lowercase, without a dot at the end, "*" as "\\052".
  it.each([
    ["Argo CD's own", 'argocd'],
    ["external-dns's TXT record of an A record", 'a-argocd'],
    ["external-dns's TXT record of a CNAME record", 'cname-argocd'],
    ["cert-manager's challenge", '_acme-challenge.argocd'],
    ["a challenge for the cluster's bare name", '_acme-challenge'],
    ['an application', 'web'],
    ['a wildcard', '\\052.apps'],
    ['the TXT record of a wildcard', 'a-\\052.apps'],
  ])('lets a cluster change %s: %s', (__, name) => {
    for (const cluster of ['payments', 'dev', 'argocd']) {
      expect(
        mayChange(cluster, `${name}.${cluster}.dev.${answers.ingress!.domain}`),
      ).toBe(true);
    }
  });

  /** Whether the IAM policy lets external-dns and cert-manager of a cluster in dev change records of the name. */
  function mayChange(cluster: string, name: string): boolean {
    const [, format] = /: "(.+)"\]\}$/.exec(String(account.locals.dns_names))!;
    const pattern = format
      .replace(/\$+\{aws:PrincipalTag\/eks-cluster-name\}/, cluster)
      .replace('${e}', 'dev')
      .replace('${local.platform.ingress_domain}', answers.ingress!.domain);
    return new RegExp(
      `^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`,
    ).test(name);
  }

  it('lets a cluster change the records of its own names only, and the boundary allows no less', async () => {
    const all = await statements(account);
    const changes = all.filter(
      s =>
        s.policy.includes('dns') &&
        s.Action.includes('route53:ChangeResourceRecordSets'),
    );
    expect(changes).toHaveLength(1);
    expect(changes[0].Condition).toEqual({
      'ForAllValues:StringLike': {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames':
          '${local.dns_names}',
      },
    });
    const names = all.find(s => s.Sid === 'Names')!;
    expect(names.policy).toContain('boundary');
    // Where Route 53 is: the regions of the clusters would refuse it.
    expect(names.Condition).toEqual({
      StringEquals: { 'aws:RequestedRegion': 'us-east-1' },
    });
    expect(names.Action).toContain('route53:ChangeResourceRecordSets');
  });

  it('agrees with the repository on names', () => {
    expect(formats(/permissionsBoundary/)).toEqual([
      `arn:aws:iam::%s:policy/${account.locals.boundary_name}`,
    ]);
    for (const { name, awsAccountId } of answers.environments) {
      const config: any = objects(files, ['crossplane/config/'])
        .map(o => o.object as any)
        .find(
          o =>
            o.kind === 'ClusterProviderConfig' &&
            o.metadata.name === `aws-${name}`,
        );
      expect(config.spec.assumeRoleChain).toEqual([
        {
          roleARN: `arn:aws:iam::${awsAccountId}:role/${account.locals.provisioner_name}`,
        },
      ]);
    }
    expect(management.locals.provisioner_role_name).toBe(
      account.locals.provisioner_name,
    );
    expect(account.locals.crossplane_role_arn).toContain(
      ':role/${module.names.crossplane_role}',
    );
    expect(management.locals.crossplane_role_name).toBe(
      '${module.names.crossplane_role}',
    );
    expect([management.module.names, account.module.names]).toEqual([
      { source: './modules/names', organisation: '${var.organisation}' },
      {
        source: '../modules/names',
        organisation: '${local.platform.organisation}',
      },
    ]);

    const packages = objects(files, ['crossplane/packages/']).map(
      o => o.object as any,
    );
    const aws = packages.filter(
      o => o.kind === 'Provider' && /-aws/.test(o.metadata.name),
    );
    expect(aws.length).toBeGreaterThan(2);
    for (const provider of aws) {
      const runtime = packages.find(
        o =>
          o.kind === 'DeploymentRuntimeConfig' &&
          o.metadata.name === provider.spec.runtimeConfigRef.name,
      );
      expect(management.locals.crossplane_service_accounts).toContain(
        runtime.spec.deploymentTemplate.spec.template.spec.serviceAccountName,
      );
    }
    expect(management.locals.crossplane_service_accounts).toHaveLength(
      aws.length,
    );
    expect(
      management.resources['aws_eks_pod_identity_association.crossplane_aws'],
    ).toMatchObject({
      for_each: '${toset(local.crossplane_service_accounts)}',
      service_account: '${each.key}',
    });
    expect(account.locals.cluster_tag).toBe(
      '${local.platform.api_group}/cluster',
    );
    expect(files['crossplane/compositions/workercluster-aws.yaml']).toContain(
      `spec.forProvider.tags[${answers.apiGroup}/cluster]`,
    );
  });

  it('has what every kind of the Composition needs, and nothing that none does', () => {
    const crud = (service: string, noun: string, ...more: string[]) => [
      `${service}:Create${noun}`,
      `${service}:Delete${noun}`,
      ...more.map(action => `${service}:${action}`),
    ];
    const NEEDED: Record<string, string[]> = {
      'ec2 VPC': crud('ec2', 'Vpc', 'ModifyVpcAttribute', 'DescribeVpcs'),
      'ec2 InternetGateway': crud(
        'ec2',
        'InternetGateway',
        'AttachInternetGateway',
        'DetachInternetGateway',
        'DescribeInternetGateways',
      ),
      'ec2 Subnet': crud(
        'ec2',
        'Subnet',
        'ModifySubnetAttribute',
        'DescribeSubnets',
      ),
      'ec2 EIP': [
        'ec2:AllocateAddress',
        'ec2:ReleaseAddress',
        'ec2:DescribeAddresses',
        'ec2:DescribeAddressesAttribute',
      ],
      'ec2 NATGateway': crud('ec2', 'NatGateway', 'DescribeNatGateways'),
      'ec2 RouteTable': crud('ec2', 'RouteTable', 'DescribeRouteTables'),
      'ec2 Route': crud('ec2', 'Route', 'ReplaceRoute'),
      'ec2 RouteTableAssociation': [
        'ec2:AssociateRouteTable',
        'ec2:DisassociateRouteTable',
        'ec2:ReplaceRouteTableAssociation',
      ],
      'ec2 LaunchTemplate': crud(
        'ec2',
        'LaunchTemplate',
        'CreateLaunchTemplateVersion',
        'DeleteLaunchTemplateVersions',
        'ModifyLaunchTemplate',
        'DescribeLaunchTemplates',
        'DescribeLaunchTemplateVersions',
      ),
      'iam Role': crud(
        'iam',
        'Role',
        'PutRolePermissionsBoundary',
        'UpdateRole',
        'UpdateRoleDescription',
        'UpdateAssumeRolePolicy',
        'TagRole',
        'UntagRole',
        'GetRole',
        'ListRolePolicies',
        'ListInstanceProfilesForRole',
      ),
      'iam RolePolicyAttachment': [
        'iam:AttachRolePolicy',
        'iam:DetachRolePolicy',
        'iam:ListAttachedRolePolicies',
      ],
      'eks Cluster': crud(
        'eks',
        'Cluster',
        'UpdateClusterConfig',
        'UpdateClusterVersion',
        'DescribeCluster',
        'DescribeUpdate',
        'TagResource',
        'UntagResource',
      ).concat('iam:PassRole', 'iam:CreateServiceLinkedRole'),
      'cloudwatchlogs Group': [
        'logs:CreateLogGroup',
        'logs:PutRetentionPolicy',
        'logs:DescribeLogGroups',
        'logs:ListTagsForResource',
        'logs:TagResource',
        'logs:UntagResource',
      ],
      'eks ClusterAuth': ['eks:DescribeCluster'],
      'eks AccessEntry': crud(
        'eks',
        'AccessEntry',
        'UpdateAccessEntry',
        'DescribeAccessEntry',
      ),
      'eks AccessPolicyAssociation': [
        'eks:AssociateAccessPolicy',
        'eks:DisassociateAccessPolicy',
        'eks:ListAssociatedAccessPolicies',
      ],
      'eks Addon': crud('eks', 'Addon', 'UpdateAddon', 'DescribeAddon'),
      'eks NodeGroup': crud(
        'eks',
        'Nodegroup',
        'UpdateNodegroupConfig',
        'UpdateNodegroupVersion',
        'DescribeNodegroup',
      ).concat('ec2:RunInstances'),
      'eks PodIdentityAssociation': crud(
        'eks',
        'PodIdentityAssociation',
        'UpdatePodIdentityAssociation',
        'DescribePodIdentityAssociation',
      ),
    };
    const kinds = new Set(
      composed
        .map((r: any) => r.base)
        .filter((base: any) => base.apiVersion.includes('.aws.'))
        .map((base: any) => `${base.apiVersion.split('.')[0]} ${base.kind}`),
    );
    expect([...kinds].sort()).toEqual(Object.keys(NEEDED).sort());

    const granted = new Set(allowed.flatMap(s => s.Action));
    const needed = new Set(Object.values(NEEDED).flat());
    expect([...needed].filter(action => !granted.has(action))).toEqual([]);
    const more = [...granted].filter(
      action => !needed.has(action) && !isRead(action),
    );
    // Tags of networks, and what the trust policy and the statement about the session say.
    expect(more.sort()).toEqual([
      'ec2:CreateTags',
      'ec2:DeleteTags',
      'sts:AssumeRole',
      'sts:TagSession',
    ]);
  });

  it('changes and deletes only what carries the tag of a worker cluster', () => {
    const tag = '${local.cluster_tag}';
    for (const { Sid, Action, Resource, Condition } of allowed) {
      const changes = Action.filter(
        a =>
          /^(ec2|eks):/.test(a) && !isRead(a) && !/:(Create|Allocate)/.test(a),
      );
      // Associations are not tagged by the Composition; instances start from a launch template only.
      const without = [
        'PodIdentityAssociations',
        'StartNodesFromALaunchTemplate',
      ];
      if (!changes.length || without.includes(Sid)) continue;
      const keys = Object.keys(Condition.Null ?? {});
      expect({ Sid, keys }).toEqual({
        Sid,
        keys: [
          expect.stringMatching(
            /^aws:(Resource|Request)Tag\/\$\{local\.cluster_tag\}$/,
          ),
        ],
      });
      expect(keys[0]).toContain(tag);
      expect([Resource].flat()).not.toContain('*');
    }
  });
});

describe('the files of Terraform', () => {
  const skeleton = skeletonFiles();

  it('are the same for every platform, but for one', () => {
    const different = Object.keys(skeleton)
      .filter(path => path.startsWith('terraform/'))
      .filter(path => files[path] !== skeleton[path]);
    expect(different).toEqual(['terraform/platform.auto.tfvars.json']);
  });

  it.each(Object.entries(ANSWERS))(
    'get from %s every variable that has no default and is not in terraform.tfvars.example',
    async (_, a) => {
      const root = await readRoot('terraform');
      const rendered = JSON.parse(
        renderPlatformRepository(a)['terraform/platform.auto.tfvars.json'],
      );
      const example = await parse(
        'example.tf',
        files['terraform/terraform.tfvars.example'],
      );
      const required = Object.entries(root.variable)
        .filter(([, variable]) => !('default' in variable))
        .map(([name]) => name);
      expect(
        [...Object.keys(rendered), ...Object.keys(example)].sort(),
      ).toEqual(required.sort());
      expect(rendered).toMatchObject({
        git_url: a.gitUrl,
        api_group: a.apiGroup,
        management_account_id: a.managementAccountId,
        management_cidrs: a.managementCidrs,
        environments: a.environments.map(({ name, awsAccountId }) => ({
          name,
          awsAccountId,
        })),
      });
    },
  );

  it('read no file that is not there', () => {
    for (const root of ROOTS) {
      for (const [path, text] of Object.entries(files)) {
        if (dirname(path) !== root || !path.endsWith('.tf')) continue;
        for (const [, name] of text.matchAll(
          /"\$\{path\.module\}\/([^"]+)"/g,
        )) {
          const target = join(root, name);
          const exists = target in files || `${target}/Chart.yaml` in files;
          expect({ path, target, exists }).toEqual({
            path,
            target,
            exists: true,
          });
        }
      }
    }
  });

  // Where there is a terraform, it may say what it thinks of the layout. (Providers and modules it could not get here.)
  it('are laid out as terraform fmt would', () => {
    const folder = mkdtempSync(join(tmpdir(), 'platform-terraform-'));
    try {
      for (const [path, text] of Object.entries(files)) {
        if (!/^terraform\/.*\.(tf|hcl)$/.test(path)) continue;
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const { error, stdout } = spawnSync(
        'terraform',
        ['fmt', '-check', '-diff', '-recursive', folder],
        { encoding: 'utf8' },
      );
      expect(error ? '' : stdout).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
