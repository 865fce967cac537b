import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, Files, resourcesOf } from './repository';

// Each page starts a shell.
jest.setTimeout(60_000);

/** A fenced block of shell commands, with what its marker says that it needs. */
interface Block {
  line: number;
  needs: string[];
  code: string;
}

/** What a command needs that no test has. */
const NEEDS: Record<string, string> = {
  kubectl: 'cluster',
  parts: 'cluster',
  part: 'cluster',
  'scripts/worker-git-credentials.sh': 'cluster',
  aws: 'AWS',
  terraform: 'Terraform',
  gh: 'GitHub',
  argocd: 'Argo CD',
  'kcadm.sh': 'identity provider',
};

/** Programs that the test replaces by one that records its arguments. */
const RECORDED = ['kubectl', 'aws', 'terraform', 'gh', 'argocd', 'kcadm.sh'];

/**
 * Commands of these programs with the flags that they take, as far as the docs use them. Sources: the references of kubectl
 * 1.34, Terraform 1.11, AWS CLI 2, GitHub CLI 2, Argo CD 3.2 and Keycloak's admin CLI.
 */
const COMMANDS: Record<string, string[]> = {
  'kubectl annotate': ['--all', '--overwrite'],
  'kubectl apply': [
    '--field-manager',
    '--filename',
    '--force-conflicts',
    '--server-side',
  ],
  'kubectl auth whoami': [],
  'kubectl create': ['--dry-run', '--filename', '--output'],
  'kubectl create secret generic': ['--dry-run', '--from-file', '--output'],
  'kubectl create token': ['--duration'],
  'kubectl delete': ['--cascade', '--selector', '--wait'],
  'kubectl describe': [],
  'kubectl get': [
    '--all-namespaces',
    '--field-selector',
    '--output',
    '--selector',
    '--show-labels',
    '--sort-by',
  ],
  'kubectl logs': ['--selector', '--tail'],
  'kubectl patch': ['--patch', '--type'],
  'kubectl port-forward': [],
  'kubectl run': ['--image', '--restart', '--rm', '--stdin'],
  'kubectl rollout restart': [],
  'kubectl scale': ['--all', '--replicas'],
  'kubectl top': [],
  'terraform apply': [],
  'terraform destroy': [],
  'terraform fmt': ['-check', '-recursive'],
  'terraform init': ['-backend', '-backend-config', '-reconfigure'],
  'terraform output': ['-raw'],
  'terraform plan': ['-out', '-var'],
  'terraform show': ['-no-color'],
  'terraform test': ['-var'],
  'terraform validate': [],
  'aws ec2 describe-network-interfaces': ['--filters'],
  'aws ec2 describe-security-groups': ['--filters'],
  'aws ec2 describe-subnets': ['--filters'],
  'aws ec2 describe-volumes': ['--filters'],
  'aws eks describe-addon-versions': ['--addon-name', '--kubernetes-version'],
  'aws eks describe-cluster': ['--name'],
  'aws eks list-access-entries': ['--cluster-name'],
  'aws eks list-associated-access-policies': [
    '--cluster-name',
    '--principal-arn',
  ],
  'aws eks update-kubeconfig': ['--kubeconfig', '--name', '--role-arn'],
  'aws elb describe-load-balancers': [],
  'aws elbv2 describe-load-balancers': [],
  'aws iam get-policy': ['--policy-arn'],
  'aws iam get-policy-version': ['--policy-arn', '--version-id'],
  'aws resourcegroupstaggingapi get-resources': ['--tag-filters'],
  'aws route53 create-hosted-zone': ['--caller-reference', '--name'],
  'aws route53 list-resource-record-sets': ['--hosted-zone-id'],
  'aws s3api create-bucket': ['--bucket', '--create-bucket-configuration'],
  'aws s3api list-object-versions': ['--bucket', '--prefix'],
  'aws s3api put-bucket-versioning': ['--bucket', '--versioning-configuration'],
  'aws s3api put-public-access-block': [
    '--bucket',
    '--public-access-block-configuration',
  ],
  'aws ssm get-parameter': ['--name'],
  'gh api': ['--input', '--jq', '--method'],
  'argocd app confirm-deletion': [],
  'argocd app delete': [],
  'argocd app list': [],
  'argocd login': ['--insecure', '--sso'],
  'kcadm.sh get': ['--fields', '--query'],
  'kcadm.sh update': ['--set'],
};

/** Flags that every command of a program takes. */
const GLOBAL_FLAGS: Record<string, string[]> = {
  kubectl: ['--kubeconfig', '--namespace'],
  terraform: ['-chdir'],
  aws: ['--output', '--query', '--region'],
};

/** Values that the text tells the reader to fill in. */
const FILLED_IN = ['host', 'private_address', 'zone', 'id', 'region', 'role'];

/** Kinds of Kubernetes, Argo CD and Crossplane themselves, as kubectl takes them. */
const KINDS = [
  'application',
  'applications',
  'certificates',
  'challenges',
  'compositionrevisions',
  'deployment',
  'events',
  'functionrevisions',
  'functions',
  'managed',
  'namespace',
  'namespaces',
  'pods',
  'providerconfigs.helm.m.crossplane.io',
  'providerconfigs.kubernetes.m.crossplane.io',
  'providerrevision',
  'providerrevisions',
  'providers',
  'secret',
  'secrets',
  'serviceaccount',
  'services',
  'usages.protection.crossplane.io',
  'workerclusters',
];

function pages(files: Files): string[] {
  return Object.keys(files).filter(path => path.endsWith('.md'));
}

function blocksOf(text: string): Block[] {
  const lines = text.split('\n');
  const found: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const fence = /^( *)```(?:sh|bash|shell|console)\b/.exec(lines[at]);
    if (!fence) continue;
    const end = lines.findIndex((l, i) => i > at && l.trim() === '```');
    const marker = /^ *<!-- needs: (.+) -->$/.exec(
      lines[lines[at - 1] ? at - 1 : at - 2] ?? '',
    );
    found.push({
      line: at + 1,
      needs: marker ? marker[1].split(', ') : [],
      code: lines
        .slice(at + 1, end)
        .map(l => l.slice(fence[1].length))
        .join('\n'),
    });
    at = end;
  }
  return found;
}

/** What the programs that a block names need, sorted. */
function neededBy(code: string): string[] {
  const text = code.replace(/(^|\s)#.*$/gm, '');
  const needs = Object.keys(NEEDS).filter(tool =>
    new RegExp(
      `(?:^|[|;&(!]|\\$\\(|\\b(?:do|then|xargs[^|]*?)) *${tool.replace(
        /\./g,
        '\\.',
      )}(?![\\w.=()-])`,
      'm',
    ).test(text),
  );
  return [...new Set(needs.map(tool => NEEDS[tool]))].sort();
}

/** What a call has that its program does not know. */
function unknownIn(call: string[]): string[] {
  const [tool, ...args] = call;
  // Global flags may come before the command.
  while (GLOBAL_FLAGS[tool]?.includes(args[0]?.replace(/=.*/, ''))) {
    args.splice(0, args[0].includes('=') ? 1 : 2);
  }
  const words = [tool, ...args];
  const command = [4, 3, 2]
    .map(count => words.slice(0, count).join(' '))
    .find(name => COMMANDS[name]);
  if (!command) return [words.slice(0, 3).join(' ')];
  const known = [...COMMANDS[command], ...(GLOBAL_FLAGS[tool] ?? [])];
  const end = args.indexOf('--');
  return args
    .slice(0, end < 0 ? undefined : end)
    .filter(arg => /^--?\w/.test(arg))
    .map(arg => arg.replace(/=.*/, ''))
    .filter(flag => !known.includes(flag))
    .map(flag => `${command} ${flag}`);
}

it('tells a command and a flag that a program does not have', () => {
  const calls = [
    'kubectl --namespace x get pods --selector a=b',
    'kubectl --kubeconfig=y --namespace x fetch pods',
    'kubectl get pods --selectors a=b',
    'terraform -chdir=x output -rawly name',
    'aws eks describe-clusters --name x',
    'kubectl run x --image=y -- --insecure',
  ];
  expect(calls.map(call => unknownIn(call.split(' ')))).toEqual([
    [],
    ['kubectl fetch pods'],
    ['kubectl get --selectors'],
    ['terraform output -rawly'],
    ['aws eks describe-clusters'],
    [],
  ]);
});

/** Records of a file, with a unit separator between their fields and a record separator behind each. */
function records(path: string): string[][] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\x1e')
    .filter(Boolean)
    .map(record => record.split('\x1f'));
}

/** Anchors of the headings of a page, as GitHub and GitLab make them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-'),
  );
}

describe.each(Object.entries(ANSWERS))('docs for %s', (_, answers) => {
  it('are a site for TechDocs with each page once', () => {
    const rendered = renderPlatformRepository(answers);
    const { metadata } = parse(rendered['catalog-info.yaml']);
    expect(metadata.annotations).toEqual({
      'backstage.io/techdocs-ref': 'dir:.',
    });
    const { docs_dir: folder, nav, plugins } = parse(rendered['mkdocs.yml']);
    expect(plugins).toEqual(['techdocs-core']);
    const leaves = (value: unknown): string[] =>
      typeof value === 'string'
        ? [value]
        : Object.values(value as object).flatMap(leaves);
    const pagesOf = leaves(nav).map(page => posix.join(folder, page));
    expect(pagesOf.sort()).toEqual(
      Object.keys(rendered)
        .filter(path => /^docs\/.*\.md$/.test(path))
        .sort(),
    );
    expect(pagesOf).toContain('docs/index.md');
  });

  const files = renderPlatformRepository(answers);
  const folders = new Set(
    Object.keys(files).flatMap(path =>
      path.split('/').map((_part, n, all) => all.slice(0, n).join('/')),
    ),
  );
  const exists = (path: string) =>
    path in files || folders.has(path.replace(/\/$/, ''));

  it.each(pages(files))('%s links to what is there', page => {
    const dead = [...files[page].matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target)
      .filter(target => !/^https?:/.test(target))
      .filter(target => {
        const [path, anchor] = target.split('#');
        const to = path ? posix.join(posix.dirname(page), path) : page;
        return (
          !exists(to) || (anchor && !anchorsOf(files[to]).includes(anchor))
        );
      });
    expect(dead).toEqual([]);
  });

  it.each(pages(files))('%s names scripts that are there', page => {
    const missing = [
      ...files[page].matchAll(/(?<![\w/])scripts\/[\w.-]+\.(?:sh|cjs|env)/g),
    ]
      .map(([path]) => path)
      .filter(path => !exists(path) && !exists(`terraform/${path}`));
    expect(missing).toEqual([]);
  });

  it.each(pages(files))('%s names commands and flags that are there', page => {
    const named = [
      ...files[page].matchAll(
        /`((?:kubectl|terraform|aws|gh|argocd|kcadm\.sh) [a-z-][^`\n]*)`/g,
      ),
    ];
    expect(named.flatMap(([, text]) => unknownIn(text.split(' ')))).toEqual([]);
  });

  it.each(pages(files))('%s says what each command needs', page => {
    const said = blocksOf(files[page]).map(b => ({
      line: b.line,
      needs: [...b.needs].sort(),
    }));
    expect(said).toEqual(
      blocksOf(files[page]).map(b => ({
        line: b.line,
        needs: neededBy(b.code),
      })),
    );
  });
});

describe.each(Object.entries(ANSWERS))(
  'commands of the docs for %s',
  (_, answers) => {
    const files = renderPlatformRepository(answers);
    const preamble = blocksOf(files['docs/runbooks/README.md'])
      .slice(0, 2)
      .map(b => b.code)
      .join('\n');
    const parts = resourcesOf(clusterApis(files)[0].composition);
    // "clusters.eks.aws.m.upbound.io" of a Cluster in the group.
    const kindOf = (resource: any) => {
      const group = resource.base.apiVersion.split('/')[0];
      const kind = resource.base.kind.toLowerCase();
      return `${kind}s.${group}`;
    };
    const composed = new Set(parts.map(kindOf));
    let root: string;

    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'docs-'));
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
        if (path.endsWith('.sh')) chmodSync(join(root, path), 0o755);
      }
      mkdirSync(join(root, '.bin'));
      for (const tool of RECORDED) {
        writeFileSync(
          join(root, '.bin', tool),
          [
            '#!/bin/bash',
            // In one write: the programs of a pipeline append at the same time.
            `IFS=$'\\x1f'; printf '%s\\x1e' "${tool}$IFS$*" >>"$CALLS"; unset IFS`,
            // A manifest that is piped into it.
            'case " $* " in *" - "* | *=/dev/stdin*) cat >/dev/null ;; esac',
            // What "aws eks update-kubeconfig" writes.
            'case " $* " in *" update-kubeconfig "*) touch "${KUBECONFIG:-kubeconfig}" ;; esac',
            `case " $* " in`,
            `  *" json "*) echo '{"kind":"List","items":[]}' ;;`,
            // A key of a Secret.
            `  *"jsonpath={.data."*) echo "$RANDOM" | base64 ;;`,
            `  *) echo "$RANDOM$RANDOM" ;;`,
            `esac`,
          ].join('\n'),
        );
        chmodSync(join(root, '.bin', tool), 0o755);
      }
    });
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    /** Runs the blocks in one shell, each from the root of the repository. @returns the calls of recorded programs. */
    function run(blocks: Block[]): string[][] {
      const script = [
        'set -uE',
        `trap 'printf "%s\\x1f%s\\x1e" "$?" "$BASH_COMMAND" >>"$FAILED"' ERR`,
        'sleep() { :; }',
        ...FILLED_IN.map(name => `${name}=${name}`),
        preamble,
        ...blocks.map(b => `cd ${root}\n${b.code.replace(/<[\w ]+>/g, 'x')}`),
        'wait',
      ].join('\n');
      const calls = join(root, '.calls');
      const failed = join(root, '.failed');
      const result = spawnSync('bash', ['-c', script], {
        cwd: root,
        encoding: 'utf8',
        input: 'token\n',
        timeout: 30_000,
        env: {
          PATH: `${join(root, '.bin')}:${process.env.PATH}`,
          HOME: root,
          CALLS: calls,
          FAILED: failed,
        },
      });
      expect(result.stderr).not.toMatch(
        /syntax error|command not found|No such file|unbound variable|jq: |cannot/,
      );
      expect(result.signal).toBeNull();
      // A grep finds nothing in what the recorded programs print.
      expect(
        records(failed).filter(
          ([status, command]) => !(status === '1' && /^grep /.test(command)),
        ),
      ).toEqual([]);
      return records(calls);
    }

    it.each(pages(files).filter(page => blocksOf(files[page]).length))(
      'of %s succeed, and name commands, flags, kinds and parts that are there',
      page => {
        const blocks = blocksOf(files[page]);
        const calls = run(blocks);
        expect(calls.flatMap(unknownIn)).toEqual([]);
        const unknown = calls
          .filter(([tool]) => tool === 'kubectl')
          .filter(call =>
            call.some(a => ['get', 'describe', 'scale', 'patch'].includes(a)),
          )
          .map(call => {
            const verb = call.findIndex(a =>
              ['get', 'describe', 'scale', 'patch'].includes(a),
            );
            return call[verb + 1] ?? '';
          })
          .filter(kind => !kind.startsWith('-') && kind !== 'x')
          .flatMap(kind => kind.split(','))
          .filter(kind => !KINDS.includes(kind) && !composed.has(kind));
        expect(unknown).toEqual([]);

        const named = blocks.flatMap(b => [
          ...b.code.matchAll(/\bparts? ([a-z.]+\.[a-z.]+) ([a-z-]+)/g),
        ]);
        for (const [, kind, name] of named) {
          expect(parts.filter(p => p.name === name).map(kindOf)).toEqual([
            kind,
          ]);
        }
      },
    );
  },
);
