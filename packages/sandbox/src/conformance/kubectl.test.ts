import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ApiServer,
  createCertificateAuthority,
  startApiServer,
} from '../apiserver';

jest.setTimeout(120_000);

/** `KUBECTL`, or the one on the PATH. */
function findKubectl(): string | undefined {
  const command = process.env.KUBECTL ?? 'kubectl';
  try {
    execFileSync(command, ['version', '--client'], { stdio: 'ignore' });
    return command;
  } catch {
    return undefined;
  }
}

const kubectl = findKubectl();
const whereThereIsOne = kubectl ? describe : describe.skip;

const CRD = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.kubectl.example.org }
spec:
  group: kubectl.example.org
  scope: Namespaced
  names: { kind: Thing, plural: things, singular: thing, listKind: ThingList, shortNames: [tg] }
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {} }
      additionalPrinterColumns:
        - { name: Color, type: string, jsonPath: .spec.color }
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                color: { type: string, enum: [red, green] }
`;

const thing = (color: string) => `
apiVersion: kubectl.example.org/v1
kind: Thing
metadata: { name: a, namespace: default }
spec: { color: ${color} }
`;

whereThereIsOne('kubectl (KUBECTL, or on the PATH)', () => {
  let folder: string;
  let server: ApiServer;
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const args = (user: string) => [
    `--kubeconfig=${join(folder, user)}`,
    `--cache-dir=${join(folder, 'cache')}`,
  ];
  const run = async (...command: string[]) =>
    (await promisify(execFile)(kubectl!, [...args('admin'), ...command]))
      .stdout;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
    server = await startApiServer({
      name: 'kubectl',
      version: 'v1.34.1',
      ca: await createCertificateAuthority(),
      tokens: [{ user: 'admin', token: 'full', groups: ['system:masters'] }],
    });
    file('admin', server.kubeconfig('admin'));
    server.addToken({ user: 'reader', token: 'read' });
    file('reader', server.kubeconfig('reader'));
    await run('apply', '-f', file('crd.yaml', CRD));
    await run(
      'wait',
      '--for=condition=Established',
      'crd/things.kubectl.example.org',
    );
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('applies, gets, describes, explains, patches, watches and deletes', async () => {
    const red = file('red.yaml', thing('red'));
    expect(await run('apply', '-f', red)).toContain('created');
    expect(await run('apply', '-f', red)).toContain('unchanged');
    expect(await run('get', 'tg')).toMatch(/NAME\s+COLOR\s+AGE\s+a\s+red/);
    expect(await run('describe', 'tg', 'a')).toMatch(/Color:\s+red/);
    expect(await run('explain', 'things.spec')).toContain('color');
    expect(await run('api-resources')).toMatch(/things\s+tg\s+kubectl/);

    const watch = spawn(kubectl!, [...args('admin'), 'get', 'tg', '-w']);
    const seen = new Promise<void>(resolve => {
      let text = '';
      watch.stdout.setEncoding('utf8').on('data', chunk => {
        text += chunk;
        if (/red[\s\S]*green/.test(text)) resolve();
      });
    });
    const green = file('green.yaml', thing('green'));
    await new Promise<void>(resolve => {
      watch.stdout.once('data', () => resolve());
    });
    expect(await run('apply', '-f', green)).toContain('configured');
    await seen;
    watch.kill();

    expect(
      await run('apply', '--server-side', '--force-conflicts', '-f', red),
    ).toContain('serverside-applied');
    expect(
      await run(
        'patch',
        'tg',
        'a',
        '--type=merge',
        '-p',
        '{"spec":{"color":"green"}}',
      ),
    ).toContain('patched');
    expect(await run('delete', 'tg', 'a')).toContain('deleted');
    expect(await run('get', 'tg')).toBe('');
  });

  it('is refused what the schema or the token refuses', async () => {
    await expect(
      run('apply', '-f', file('blue.yaml', thing('blue'))),
    ).rejects.toThrow(/spec\.color.*supported values: "red", "green"/);
    await expect(
      promisify(execFile)(kubectl!, [
        ...args('reader'),
        'delete',
        'namespace',
        'default',
      ]),
    ).rejects.toThrow(/Forbidden/);
  });
});
