import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
/* eslint-disable-next-line @backstage/no-forbidden-package-imports -- a private package of this repository */
import { ANSWERS } from '@worker-clusters/platform-repository-tests/src/answers';
import { parse, stringify } from 'yaml';
import { peer } from '../../peers/Program';

jest.setTimeout(120_000);

const answers = ANSWERS['many accounts, samples and the v1 API'];
const ago = (seconds: number) =>
  new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+/, '');
const condition = (type: string, status: string, seconds?: number) => ({
  type,
  status,
  reason: 'Test',
  message: `${type} is ${status}`,
  ...(seconds !== undefined && { lastTransitionTime: ago(seconds) }),
});

/** The health of claims, by the Lua of the management Argo CD's values in Argo CD's own interpreter. */
describe('the health that Argo CD computes of a claim', () => {
  let folder: string;
  const file = (name: string, object: object) => {
    writeFileSync(join(folder, name), stringify(object));
    return join(folder, name);
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'health-'));
    // One program that is what its name says.
    symlinkSync(peer('argocd').path, join(folder, 'argocd'));
    const values = parse(
      renderPlatformRepository(answers)['argocd/management/values.yaml'],
    );
    file('argocd-cm.yaml', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'argocd-cm',
        namespace: 'argocd',
        labels: { 'app.kubernetes.io/part-of': 'argocd' },
      },
      data: values.configs.cm,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['without a status', undefined, 'Progressing'],
    [
      'that is ready',
      [condition('Synced', 'True'), condition('Ready', 'True')],
      'Healthy',
    ],
    [
      'that is not ready',
      [condition('Synced', 'True'), condition('Ready', 'False')],
      'Progressing',
    ],
    [
      'that is not synced since a minute, while it is made',
      [condition('Synced', 'False', 60), condition('Ready', 'False', 60)],
      'Progressing',
    ],
    [
      'that is not synced since nine minutes',
      [condition('Synced', 'False', 540)],
      'Progressing',
    ],
    [
      'that is not synced since eleven minutes',
      [condition('Ready', 'True', 9000), condition('Synced', 'False', 660)],
      'Degraded',
    ],
    [
      'that is not synced, nobody knows since when',
      [condition('Synced', 'False')],
      'Degraded',
    ],
  ])('%s', (_, conditions, health) => {
    for (const group of [answers.apiGroup, `legacy.${answers.apiGroup}`]) {
      const claim = file('claim.yaml', {
        apiVersion: `${group}/v1alpha1`,
        kind: 'WorkerCluster',
        metadata: { name: 'payments-dev', namespace: 'clusters-dev' },
        ...(conditions && { status: { conditions } }),
      });
      const said = execFileSync(
        join(folder, 'argocd'),
        [
          ...['admin', 'settings', 'resource-overrides', 'health', claim],
          ...['--argocd-cm-path', join(folder, 'argocd-cm.yaml')],
        ],
        {
          encoding: 'utf8',
          env: { HOME: folder, PATH: process.env.PATH, TZ: 'UTC' },
        },
      );
      expect([group, /STATUS: (\w+)/.exec(said)?.[1]]).toEqual([group, health]);
    }
  });
});
