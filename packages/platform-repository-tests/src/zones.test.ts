import { parse } from 'yaml';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkRules, validateObject } from '@worker-clusters/kubernetes-schema';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { ClusterApi, clusterApis, inputOf, schemaOf } from './repository';
import { SKELETON } from './skeleton';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

/** Source: the EKS user guide, "Subnet requirements for clusters". */
const REFUSED_BY_EKS = ['use1-az3', 'usw1-az2', 'cac1-az3'];

const apis = clusterApis(
  renderPlatformRepository(ANSWERS['many accounts, samples and the v1 API']),
).map(api => [api.xrd.spec.names.kind, api] as const);

/** Zone of each subnet by its name in the Composition. */
function zonesOf(api: ClusterApi, spec: object): Record<string, string> {
  const { desired } = renderStages(
    api,
    compositeResource(api, { ...SPEC, ...spec }),
  ).at(-1)!;
  return Object.fromEntries(
    [...desired]
      .filter(([, object]) => object.kind === 'Subnet')
      .map(
        ([
          name,
          {
            spec: { forProvider },
          },
        ]) => {
          expect(forProvider.availabilityZone).toBeUndefined();
          return [name, forProvider.availabilityZoneId];
        },
      ),
  );
}

const subnets = (a: string, b: string, c: string) =>
  Object.fromEntries(
    ['public', 'private'].flatMap(tier => [
      [`subnet-${tier}-a`, a],
      [`subnet-${tier}-b`, b],
      [`subnet-${tier}-c`, c],
    ]),
  );

describe.each(apis)('the zones of %s', (_, api) => {
  const tables: Array<Record<string, string>> = inputOf(
    api.composition,
    'function-patch-and-transform',
  )
    .patchSets.filter((set: any) => set.name.startsWith('zone-'))
    .map((set: any) => set.patches[0].transforms[0].map);

  it('are those of the region, by their ids', () => {
    expect(zonesOf(api, { region: 'us-east-1' })).toEqual(
      subnets('use1-az1', 'use1-az2', 'use1-az4'),
    );
  });

  it('are those of the claim where it names three', () => {
    const network = {
      ...SPEC.network,
      zones: ['euw1-az3', 'euw1-az1', 'euw1-az2'],
    };
    expect(zonesOf(api, { network })).toEqual(
      subnets('euw1-az3', 'euw1-az1', 'euw1-az2'),
    );
  });

  it('are two where the claim names two: the third subnets are in the first one', () => {
    const network = { ...SPEC.network, zones: ['euw1-az3', 'euw1-az1'] };
    expect(zonesOf(api, { network })).toEqual(
      subnets('euw1-az3', 'euw1-az1', 'euw1-az3'),
    );
  });

  it('has rows for the regions of the form, without a zone that EKS refuses', () => {
    const { parameters } = parse(
      readFileSync(join(SKELETON, '../template.yaml'), 'utf8'),
    ).spec;
    const regions = parameters.find((step: any) => step.properties.regions)
      .properties.regions.items.enum;
    expect(tables).toHaveLength(3);
    for (const table of tables) expect(Object.keys(table)).toEqual(regions);
    const zones = tables.flatMap(table => Object.values(table));
    expect(zones.filter(zone => REFUSED_BY_EKS.includes(zone))).toEqual([]);
    for (const region of regions) {
      expect(tables[0][region]).not.toBe(tables[1][region]);
    }
  });

  it.each<[string, string[], RegExp[]]>([
    ['two', ['use1-az1', 'use1-az2'], []],
    ['one', ['use1-az1'], [/at least 2/]],
    ['four', ['use1-az1', 'use1-az2', 'use1-az4', 'use1-az5'], [/at most 3/]],
    ['one twice', ['use1-az1', 'use1-az1'], [/must not name a zone twice/]],
    [
      'one that EKS refuses',
      ['use1-az1', 'use1-az3'],
      [/EKS has no control planes/],
    ],
    ['letters', ['us-east-1a', 'us-east-1b'], [/zones\[0\]/, /zones\[1\]/]],
  ])('a claim with zones is checked: %s', (__, zones, problems) => {
    const schema = schemaOf(api.xrd).properties.spec.properties.network;
    const network = { ...SPEC.network, zones };
    const invalid = validateObject(schema, network);
    const found = invalid.length
      ? invalid
      : checkRules(schema, network).problems;
    expect(found.map(p => `${p.field} ${p.message}`)).toEqual(
      problems.map(problem => expect.stringMatching(problem)),
    );
  });
});
