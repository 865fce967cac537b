import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { parse } from 'yaml';

const ROOT = join(resolvePackagePath('backend'), '../..');
const DEPLOY = join(ROOT, 'deploy/kubernetes');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = (path: string) =>
  parse(readFileSync(join(DEPLOY, path), 'utf8'));

const { spec } = manifest('base/deployment.yaml').spec.template;
const [container] = spec.containers;
const dockerfile = read('Dockerfile');
/** The last instruction of a name. */
const instruction = (name: string) =>
  dockerfile
    .match(new RegExp(`^${name} (.*)$`, 'gm'))!
    .at(-1)!
    .split(' ')
    .slice(1)
    .join(' ');

describe('deploy/kubernetes', () => {
  it('sets every variable that app-config.production.yaml requires, and none that it does not know', () => {
    const config = read('app-config.production.yaml').replace(/^\s*#.*$/gm, '');
    const variables = [...config.matchAll(/\$\{(\w+)(:-[^}]*)?\}/g)];
    const known = variables.map(([, name]) => name);
    const required = variables
      .filter(([, , or]) => !or)
      .map(([, name]) => name);
    const set = [
      ...container.env.map((e: any) => e.name),
      ...read('deploy/kubernetes/example/portal.env')
        .trim()
        .split('\n')
        .map(line => line.split('=')[0]),
    ];
    expect(required.filter(name => !set.includes(name))).toEqual([]);
    expect(set.filter(name => !known.includes(name))).toEqual([]);
    expect(new Set(set).size).toBe(set.length);
  });

  it('has no secret in it', () => {
    const secrets = container.env.filter((e: any) =>
      /TOKEN$|SECRET$|PASSWORD$|_USER$|CLIENT_ID$/.test(e.name),
    );
    expect(secrets.length).toBeGreaterThan(5);
    for (const { valueFrom } of secrets) {
      expect(valueFrom).toMatchObject({ secretKeyRef: {} });
    }
  });

  it('starts the image as its Dockerfile does, with one more configuration', () => {
    const command = JSON.parse(instruction('CMD'));
    expect(container.args.slice(0, command.length)).toEqual(command);
    expect(container.args.slice(command.length)).toEqual([
      '--config',
      '/etc/portal/app-config.yaml',
    ]);
    expect(container.command).toBeUndefined();
    const { runAsUser, runAsGroup } = spec.securityContext;
    expect(`${runAsUser}:${runAsGroup}`).toBe(instruction('USER'));
    expect(container.ports[0].containerPort).toBe(
      Number(instruction('EXPOSE')),
    );
  });

  it('mounts every file that it names', () => {
    const [{ files: config }] = [
      manifest('example/kustomization.yaml').configMapGenerator.find(
        (g: any) => g.name === 'portal-config',
      ),
    ];
    for (const file of config) {
      expect(existsSync(join(DEPLOY, 'example', file))).toBe(true);
    }
    const sources: Record<string, string[]> = {
      config,
      'management-cluster': ['token'],
      tmp: [],
    };
    const mounted = container.volumeMounts.flatMap((mount: any) =>
      sources[mount.name].map(file => `${mount.mountPath}/${file}`),
    );
    const named = JSON.stringify(container).match(
      /\/(etc\/portal|var\/run\/secrets)\/[\w./-]+\.(yaml)|\/var\/run\/secrets\/[\w-]+\/token/g,
    )!;
    expect(named.length).toBe(3);
    expect(mounted).toEqual(expect.arrayContaining(named));
  });

  it('gives a replica the time that it takes to end', () => {
    const seconds = Number(
      /ended within (\d+) seconds/.exec(read('docs/production.md'))![1],
    );
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(
      seconds + container.lifecycle.preStop.sleep.seconds,
    );
  });

  it('connects to nothing but DNS before an overlay allows it', () => {
    const base = manifest('base/network-policy.yaml').spec;
    expect(base.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(base.ingress).toBeUndefined();
    expect(base.egress).toHaveLength(1);
    const ports = base.egress[0].ports.map((p: any) => p.port);
    expect([...new Set(ports)]).toEqual([53]);
    const everything = manifest('example/network-policy.yaml').spec;
    for (const rule of [...everything.ingress, ...everything.egress]) {
      expect(rule.from ?? rule.to).toHaveLength(1);
      expect(rule.ports.length).toBeGreaterThan(0);
    }
    expect(JSON.stringify(everything)).not.toContain('0.0.0.0/0');
  });
});
