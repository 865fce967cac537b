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
import { dirname, join } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { ANSWERS } from './answers';
import { clusterApis, resourcesOf } from './repository';

const files = renderPlatformRepository(
  ANSWERS['many accounts, samples and the v1 API'],
);

it('gives the Argo CD of a worker what the script writes, beside the claim', () => {
  const script = files['scripts/worker-git-credentials.sh'];
  for (const api of clusterApis(files)) {
    const release = resourcesOf(api.composition).find(
      r => r.name === 'argocd-release',
    )!;
    const [{ secretKeyRef }, ...others] =
      release.base.spec.forProvider.valuesFrom;
    expect(others).toEqual([]);
    // A public repository needs none.
    expect(secretKeyRef.optional).toBe(true);
    expect(script).toContain(`secret generic ${secretKeyRef.name} `);
    expect(script).toContain(`--from-file=${secretKeyRef.key}=`);
  }
});

describe('scripts/worker-git-credentials.sh', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'platform-credentials-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** With a `kubectl` that notes what it is told. */
  const give = (args: string[], token: string, kubectl = '') => {
    const script = 'scripts/worker-git-credentials.sh';
    for (const path of [script, 'terraform/platform.auto.tfvars.json']) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), files[path]);
    }
    writeFileSync(
      join(folder, 'kubectl'),
      `#!/usr/bin/env bash\n${kubectl}\necho "$*" >>${folder}/calls\ncase $1 in create) cat;; apply) cat >${folder}/applied;; esac\n`,
    );
    chmodSync(join(folder, 'kubectl'), 0o755);
    const { status } = spawnSync('bash', [join(folder, script), ...args], {
      input: token,
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
    const read = (name: string) =>
      existsSync(join(folder, name))
        ? readFileSync(join(folder, name), 'utf8')
        : '';
    return { status, calls: read('calls'), applied: read('applied') };
  };

  it.each(['t0ken', 'it\'s: #\\ "quoted" {}', '-- x'])(
    'hands over the token %s, and shows it to no other process',
    token => {
      const { status, calls, applied } = give(['dev', 'robot'], `${token}\n`);
      expect(status).toBe(0);
      expect(parse(applied)).toEqual({
        configs: {
          credentialTemplates: {
            platform: {
              url: expect.stringMatching(/^https:/),
              username: 'robot',
              password: token,
            },
          },
        },
      });
      expect(calls).toContain('--namespace clusters-dev');
      expect(calls).not.toContain(token);
    },
  );

  it('changes nothing without a token, an environment or a namespace', () => {
    for (const [args, token, kubectl] of [
      [['dev', 'robot'], '', ''],
      [['dev'], 't0ken', ''],
      [['nowhere', 'robot'], 't0ken', 'exit 1'],
    ] as const) {
      const { status, calls } = give([...args], token, kubectl);
      expect(status).not.toBe(0);
      expect(calls).not.toContain('apply');
    }
  });
});
