import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse as parseHcl } from '@cdktf/hcl2json';
import {
  type PlatformAnswers,
  renderPlatformRepository,
} from '@worker-clusters/sandbox';
import { parse, parseAllDocuments } from 'yaml';
import { ANSWERS } from './answers';
import {
  clusterApis,
  type Files,
  objects,
  schemaOf,
  yamlFiles,
} from './repository';
import { SKELETON } from './skeleton';

/** Names that people have, of which AWS, YAML or a label takes none without care. */
const AWKWARD: PlatformAnswers = {
  ...ANSWERS['many accounts, samples and the v1 API'],
  organisation: 'Acme-Corp/Infra_EU/clusters.of-the-platform',
  domain: 'worker-clusters.acme-holdings.io',
  apiGroup: 'platform.worker-clusters.acme-holdings.io',
  environments: [
    { name: 'quality-assurance-and-training', awsAccountId: '111111111111' },
    { name: '2026', awsAccountId: '222222222222' },
    { name: '1e3', awsAccountId: '333333333333' },
    { name: 'on', awsAccountId: '444444444444', deletionProtection: true },
  ],
};
const files = renderPlatformRepository(AWKWARD);
const names = AWKWARD.environments.map(e => e.name);

/** The fields of the form, of all its pages. */
const form = Object.assign(
  {},
  ...parse(
    readFileSync(join(SKELETON, '../template.yaml'), 'utf8'),
  ).spec.parameters.map((page: any) => page.properties),
);

/** What the form takes of one field. */
function formTakes(field: any, value: string): boolean {
  return (
    new RegExp(field.pattern).test(value) &&
    value.length <= (field.maxLength ?? Infinity)
  );
}

describe('a repository for names that are long, or look like numbers', () => {
  it('has them as texts wherever YAML 1.1 would read something else', () => {
    // Kubernetes, Argo CD and Crossplane read YAML 1.1.
    const read = Object.fromEntries(
      yamlFiles(files).map(path => [
        path,
        parseAllDocuments(files[path], { version: '1.1' }).map(d =>
          d.toJS({ mapAsMap: true }),
        ),
      ]),
    );
    const other: string[] = [];
    const walk = (path: string, value: any) => {
      if (value instanceof Map) {
        for (const [key, child] of value) {
          if (typeof key !== 'string') other.push(`${path}: key ${key}`);
          const isName = /(^|\/)environment$/.test(String(key));
          // Of the XRD `environment` is a schema.
          if (isName && !(child instanceof Map) && typeof child !== 'string') {
            other.push(`${path}: ${key} ${child}`);
          }
          walk(path, child);
        }
      } else if (Array.isArray(value)) value.forEach(v => walk(path, v));
    };
    // `on` of GitHub's workflows is the one key that is not a text in YAML 1.1; GitHub reads 1.2.
    for (const [path, documents] of Object.entries(read)) {
      if (!path.startsWith('.github/')) documents.forEach(d => walk(path, d));
    }
    expect(other).toEqual([]);
    for (const { xrd } of clusterApis(files)) {
      expect(schemaOf(xrd).properties.spec.properties.environment.enum).toEqual(
        names,
      );
    }
  });

  it('has no name, label or namespace longer than its kind takes', () => {
    const all = objects(files, ['argocd/', 'crossplane/']);
    expect(all.length).toBeGreaterThan(30);
    const long = all.flatMap(({ object }: any) => {
      const { name, namespace = '', labels = {} } = object.metadata;
      const limit = ['Composition', 'Application', 'WorkerCluster'].includes(
        object.kind,
      )
        ? // The names of Compositions and Applications are values of labels.
          { Composition: 63, Application: 63, WorkerCluster: 40 }[
            object.kind as 'Composition'
          ]
        : 253;
      return [
        ...(name.length > limit ? [`${object.kind} ${name}`] : []),
        ...(namespace.length > 63 ? [`namespace ${namespace}`] : []),
        ...Object.values<string>(labels).filter(v => v.length > 63),
      ];
    });
    expect(long).toEqual([]);
  });
});

describe('the form and Terraform take the same', () => {
  /** The regular expressions of a variable's validations. */
  async function patternsOf(variable: string): Promise<RegExp[]> {
    const { variable: all } = await parseHcl(
      'variables.tf',
      files['terraform/variables.tf'],
    );
    return [all[variable]]
      .flat()[0]
      .validation.flatMap((v: any) =>
        [...v.condition.matchAll(/regex\("((?:[^"\\]|\\.)*)"/g)].map(
          ([, pattern]) => new RegExp(pattern.replaceAll('\\\\', '\\')),
        ),
      );
  }

  it.each([
    ['dev', true],
    ['2026', true],
    ['pre-prod', true],
    ['quality-assurance-and-training', true],
    ['quality-assurance-and-trainings', false],
    ['Dev', false],
    ['-dev', false],
    ['dev-', false],
    ['dev_1', false],
  ])('environment %s: %s', async (name, taken) => {
    expect(formTakes(form.environments.items.properties.name, name)).toBe(
      taken,
    );
    const [pattern] = await patternsOf('environments');
    expect(pattern.test(name)).toBe(taken);
  });

  it.each([
    ['acme.io', true],
    ['xn--80ak6aa92e.xn--p1ai', true],
    ['worker-clusters.acme-holdings.io', true],
    ['worker-clusters.acme-holdings.com', false],
    ['acme', false],
    ['Acme.io', false],
  ])('domain %s: %s', async (domain, taken) => {
    expect(formTakes(form.domain, domain)).toBe(taken);
    const [pattern] = await patternsOf('domain');
    expect(pattern.test(domain) && domain.length <= 32).toBe(taken);
  });

  it.each([
    ['github.com?owner=Acme-Corp&repo=platform', 'Acme-Corp'],
    ['gitlab.com?owner=infra%2Fclusters&repo=gitops', 'infra/clusters'],
    [
      'git.test:8443?owner=Acme-Corp-International-Holdings&repo=a.b',
      'Acme-Corp-International-Holdings',
    ],
    ['bitbucket.org?workspace=big_corp&project=INFRA&repo=gitops', 'big_corp'],
    ['dev.azure.com?repo=gitops&organization=Acme&project=Platform', 'Acme'],
    [
      'dev.azure.com?repo=gitops&organization=Acme&project=My+Platform',
      undefined,
    ],
    [
      'dev.azure.com?repo=gitops&organization=Acme&project=My%20Platform',
      undefined,
    ],
    ['github.com?owner=a%26b&repo=platform', undefined],
    ['github.com', undefined],
  ])('repository %s: %s', async (repoUrl, owner) => {
    expect(formTakes(form.repoUrl, repoUrl)).toBe(owner !== undefined);
    if (owner === undefined) return;
    for (const pattern of await patternsOf('organisation')) {
      expect(owner).toMatch(pattern);
    }
  });

  it.each([
    ['203.0.113.10/32', true],
    ['10.0.0.0/8', true],
    ['0.0.0.0/0', false],
    ['999.0.0.1/32', false],
    ['203.0.113.10/33', false],
  ])('address %s: %s', (cidr, taken) => {
    expect(formTakes(form.managementCidrs.items, cidr)).toBe(taken);
  });

  it('says each rule in words', () => {
    for (const field of [
      form.repoUrl,
      form.domain,
      form.environments.items.properties.name,
    ]) {
      expect(field.description).toMatch(/letters.*digits/);
    }
  });
});

/**
 * Runs Terraform in a folder with these files. Returns its output; undefined, and says so, where there is no Terraform.
 * Needs no network: none of the files names a provider.
 */
function runTerraform(of: Files, ...commands: string[][]): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'platform-terraform-'));
  try {
    for (const [path, text] of Object.entries(of)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    let output = '';
    for (const command of commands) {
      const { error, stdout, stderr } = spawnSync(
        'terraform',
        [`-chdir=${folder}`, ...command, '-no-color'],
        { encoding: 'utf8' },
      );
      if (error) {
        process.stderr.write(`not run: terraform: ${error.message}\n`);
        return undefined;
      }
      output += stdout + stderr;
    }
    return output;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const below = (prefix: string) =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, text]) => [path.slice(prefix.length), text]),
  );

describe('Terraform itself', () => {
  it('derives the names in AWS as its tests say', () => {
    const output = runTerraform(
      below('terraform/modules/names/'),
      ['init', '-input=false'],
      ['test'],
    );
    expect(output ?? 'Success! 8 passed, 0 failed.').toMatch(
      /Success! \d+ passed, 0 failed/,
    );
  });

  it.each([
    ...Object.entries(ANSWERS),
    ['names of all kinds', AWKWARD] as const,
  ])('takes the answers of %s', (_, answers) => {
    const rendered = renderPlatformRepository(answers);
    const output = runTerraform(
      {
        'variables.tf': rendered['terraform/variables.tf'],
        'platform.auto.tfvars.json':
          rendered['terraform/platform.auto.tfvars.json'],
        'terraform.tfvars': rendered['terraform/terraform.tfvars.example'],
        'outputs.tf':
          'output "seen" { value = "${var.organisation} ${length(var.environments)}" }\n',
      },
      ['init', '-input=false'],
      ['plan', '-input=false'],
    );
    expect(output ?? 'Plan').toMatch(/Changes to Outputs|Plan/);
    expect(output ?? '').not.toContain('Error');
  });
});
