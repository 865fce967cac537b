import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';
import { validate } from 'jsonschema';
import { parse } from 'yaml';
import { MemoryHost } from './__testUtils__/MemoryHost';
import { createTestAction } from './__testUtils__/platform';

const folder = resolvePackagePath(
  '@worker-clusters/backstage-plugin-scaffolder-backend-module-worker-clusters',
  '../../templates',
);
const read = (path: string) => parse(readFileSync(`${folder}/${path}`, 'utf8'));
const TEMPLATES = [
  'new-cluster',
  'resize-cluster',
  'upgrade-cluster',
  'change-cluster',
  'extend-cluster',
  'decommission-cluster',
];

it('takes the environments from the XRD', () => {
  const [page] = read('new-cluster/template.yaml').spec.parameters;
  const { environment } = page.properties;
  expect(environment['ui:field']).toBe('WorkerClusterEnvironment');
  expect(environment).not.toHaveProperty('enum');
});

describe.each(TEMPLATES)('templates/%s', name => {
  const template = read(`${name}/template.yaml`);
  const [step] = template.spec.steps;
  const { action } = createTestAction(new MemoryHost({}), { id: step.action });

  it('is a sound template', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
    expect(template.metadata.name).toBe(name);
    // The configuration names the owner.
    expect(template.spec).not.toHaveProperty('owner');
  });

  it('passes every answer of the form on to the action, and nothing that it does not take', () => {
    const asked = template.spec.parameters.flatMap((p: any) =>
      Object.keys(p.properties),
    );
    const used = [
      ...JSON.stringify(step.input).matchAll(/parameters\.(\w+)/g),
    ].map(m => m[1]);
    const unused = asked.filter((a: string) => !used.includes(a));
    // The review is for the requester; only the typed name is passed on.
    expect(unused).toEqual(name === 'decommission-cluster' ? [] : ['review']);
    expect(used.filter(u => !asked.includes(u))).toEqual([]);
    const schema = action.schema!.input as any;
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(Object.keys(step.input)),
    );
    const input = {
      ...step.input,
      ...(step.input.spec && { spec: {} }),
      ...(step.input.extend && { extend: true }),
    };
    expect(validate(input, schema).errors).toEqual([]);
  });

  it("passes the user's own token on, where the review has one", () => {
    expect(step.input.token).toBe('${{ secrets.WORKER_CLUSTERS_GIT_TOKEN }}');
  });

  it('ends with a review of the very request', () => {
    const { review } = template.spec.parameters.at(-1).properties;
    expect(review['ui:field']).toBe('WorkerClusterReview');
    expect(`worker-cluster:${review['ui:options'].verb}`).toBe(step.action);
  });

  it('links to outputs that the action has', () => {
    const linked =
      JSON.stringify(template.spec.output).match(
        /steps\.request\.output\.\w+/g,
      ) ?? [];
    expect(linked.length).toBeGreaterThan(0);
    for (const output of linked) {
      expect((action.schema!.output as any).properties).toHaveProperty(
        output.replace('steps.request.output.', ''),
      );
    }
  });
});
