/* eslint-disable @backstage/no-forbidden-package-imports -- the rows are the tests of the checker, and no part of its API */
import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import {
  judge,
  objectOfRow,
  schemaOfRow,
} from '@worker-clusters/kubernetes-schema/src/__testUtils__/row';
import { RULE_ROWS } from '@worker-clusters/kubernetes-schema/src/__testUtils__/ruleRows';
import {
  FORMAT_ROWS,
  SCHEMA_ROWS,
} from '@worker-clusters/kubernetes-schema/src/__testUtils__/schemaRows';
/* eslint-enable @backstage/no-forbidden-package-imports */
import { call } from '../../client';
import { KubeApiServer } from '../../peers/KubeApiServer';

jest.setTimeout(300_000);

const GROUP = 'rows.example.org';
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const ROWS = [...SCHEMA_ROWS, ...FORMAT_ROWS, ...RULE_ROWS].map((row, i) => ({
  row,
  name: row.name,
  plural: `row${i}s`,
  kind: `Row${i}`,
}));
type Entry = (typeof ROWS)[number];

const path = (plural: string) => `/apis/${GROUP}/v1/${plural}`;

describe('kube-apiserver agrees on', () => {
  let server: KubeApiServer;
  /** What the server said of a row's CRD, where it did not take it. */
  const refused = new Map<string, string>();

  beforeAll(async () => {
    server = await KubeApiServer.start();
    for (const entry of ROWS) {
      const answer = await call(server, 'POST', CRDS, {
        body: crd(entry, entry.row.outdated),
      });
      if (answer.status !== 201) refused.set(entry.plural, answer.body.message);
    }
    for (const entry of ROWS) {
      if (refused.has(entry.plural)) continue;
      await until(() => isServed(entry));
      await prepare(entry);
    }
  });
  afterAll(() => server?.close());

  async function isServed({ plural }: Entry): Promise<boolean> {
    return (await call(server, 'GET', path(plural))).status < 300;
  }

  /** Stores the old value of a row that has one. */
  async function prepare(entry: Entry): Promise<void> {
    const { row, plural } = entry;
    if (row.old === undefined) return;
    const body = { ...objectOfRow(row.old), kind: entry.kind };
    const made = await call(server, 'POST', path(plural), { body });
    if (made.status !== 201) throw new Error(made.body.message);
    if (!row.outdated) return;
    const crdPath = `${CRDS}/${plural}.${GROUP}`;
    const current = await call(server, 'GET', crdPath);
    const strict = crd(entry);
    strict.metadata = current.body.metadata;
    const changed = await call(server, 'PUT', crdPath, { body: strict });
    if (changed.status !== 200) throw new Error(changed.body.message);
    await until(async () => (await ask(entry, row.bad[0])).status >= 300);
  }

  async function ask({ row, plural, kind }: Entry, value: unknown) {
    const body = { ...objectOfRow(value), kind };
    const query = 'dryRun=All&fieldValidation=Strict';
    if (row.old === undefined) {
      return call(server, 'POST', `${path(plural)}?${query}`, { body });
    }
    const old = await call(server, 'GET', `${path(plural)}/row`);
    return call(server, 'PUT', `${path(plural)}/row?${query}`, {
      body: { ...body, metadata: old.body.metadata },
    });
  }

  it.each(ROWS)('$name', async entry => {
    expect(refused.get(entry.plural)).toBeUndefined();
    const { row } = entry;
    const said = [];
    for (const value of [...row.good, ...row.bad]) {
      const answer = await ask(entry, value);
      const problems = judge(row, value);
      said.push({
        value,
        server: answer.status < 300,
        here: problems.length === 0,
        why: answer.status < 300 ? problems : answer.body.message,
        spec: answer.status < 300 ? answer.body.spec : undefined,
      });
    }
    expect(said.filter(s => s.server !== s.here)).toEqual([]);
    expect(said.map(s => s.server)).toEqual([
      ...row.good.map(() => true),
      ...row.bad.map(() => false),
    ]);
    // The defaults, too, are the server's.
    for (const { value, spec } of said.filter(s => s.server)) {
      const object: any = applyDefaults(schemaOfRow(row), objectOfRow(value));
      expect(object.spec).toEqual(spec);
    }
  });
});

/** A server takes a moment until it serves what it has accepted. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await holds()) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error('The server has not caught up.');
}

/** @param loose - takes any value in `spec.x` */
function crd({ row, plural, kind }: Entry, loose = false) {
  const openAPIV3Schema = schemaOfRow(
    loose
      ? { ...row, schema: { 'x-kubernetes-preserve-unknown-fields': true } }
      : row,
  );
  openAPIV3Schema.properties.metadata = { type: 'object' };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${GROUP}` } as object,
    spec: {
      group: GROUP,
      scope: 'Cluster',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema },
        },
      ],
    },
  };
}
