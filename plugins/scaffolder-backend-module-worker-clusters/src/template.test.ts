import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';
import { validate } from 'jsonschema';
import {
  createClaim,
  parseXrd,
  validateClaim,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { parse } from 'yaml';
import { MemoryHost } from './__testUtils__/MemoryHost';
import { createTestAction } from './__testUtils__/platform';

const read = (path: string) =>
  readFileSync(
    resolvePackagePath(
      '@worker-clusters/backstage-plugin-scaffolder-backend-module-worker-clusters',
      '../..',
      path,
    ),
    'utf8',
  );
const template = parse(read('templates/new-cluster/template.yaml'));

describe('templates/new-cluster', () => {
  it('is a sound template', async () => {
    await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
      true,
    );
  });

  it('is listed in templates/all.yaml', () => {
    expect(parse(read('templates/all.yaml')).spec.targets).toEqual([
      './new-cluster/template.yaml',
    ]);
  });

  it('passes every answer of the form on to the action, and nothing that it does not take', () => {
    const { action } = createTestAction(new MemoryHost({}));
    const [step] = template.spec.steps;
    expect(step.action).toBe(action.id);

    const used = JSON.stringify(step.input).match(/parameters\.\w+/g) ?? [];
    const asked = Object.keys(template.spec.parameters[0].properties);
    expect(used.map(u => u.replace('parameters.', '')).sort()).toEqual(
      asked.sort(),
    );
    const schema = action.schema!.input as any;
    const input = {
      ...step.input,
      nodes: { ...step.input.nodes, min: 1, max: 1 },
    };
    expect(validate(input, schema).errors).toEqual([]);
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(Object.keys(step.input)),
    );
  });

  it('offers nothing that the XRD of the sandbox refuses, and everything that it lists', () => {
    const xrdPath =
      'packages/sandbox/gitops/crossplane/xrds/workercluster.yaml';
    const definition = parseXrd(read(xrdPath), xrdPath);
    const form = template.spec.parameters[0].properties;
    const spec = (definition.schema as any).properties.spec.properties;
    expect(form.environment.enum).toEqual(spec.environment.enum);
    expect(form.region.enum).toEqual(spec.region.enum);
    expect(form.nodeSize.enum).toEqual(spec.nodes.properties.size.enum);
    expect(form.minNodes.minimum).toBe(spec.nodes.properties.min.minimum);
    expect(form.maxNodes.maximum).toBe(spec.nodes.properties.max.maximum);
    for (const kubernetesVersion of form.kubernetesVersion.enum) {
      const claim = createClaim(
        {
          name: 'x',
          environment: form.environment.default,
          region: form.region.default,
          owner: 'group:default/x',
          kubernetesVersion,
          nodes: {
            size: form.nodeSize.default,
            min: form.minNodes.default,
            max: form.maxNodes.default,
          },
        },
        definition,
      );
      expect(validateClaim(claim, definition)).toEqual([]);
    }
  });

  it('links to outputs that the action has', () => {
    const { action } = createTestAction(new MemoryHost({}));
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
