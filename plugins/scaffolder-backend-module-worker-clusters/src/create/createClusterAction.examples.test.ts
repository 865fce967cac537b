import { validate } from 'jsonschema';
import { parse } from 'yaml';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import {
  createTestAction,
  ENTITIES,
  REPOSITORY_FILES,
} from '../__testUtils__/platform';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { examples } from './createClusterAction.examples';

describe('worker-cluster:create examples', () => {
  const owners = ['payments', 'search'].map(name => ({
    ...ENTITIES[0],
    metadata: { name, namespace: 'default' },
  }));

  it.each(examples.map(e => [e.description, e.example]))(
    '%s',
    async (_, example) => {
      const [step] = parse(example).steps;
      const host = new MemoryHost(REPOSITORY_FILES);
      const { action, run } = createTestAction(host, {
        catalog: catalogServiceMock({ entities: owners }),
      });
      expect(step.action).toBe(action.id);
      expect(validate(step.input, action.schema!.input!).errors).toEqual([]);

      const { output } = await run(step.input);
      expect(validate(output, action.schema!.output!).errors).toEqual([]);
      expect(host.pullRequests).toMatchObject([
        {
          title: `worker-cluster: create ${step.input.name} (${step.input.region})`,
        },
      ]);
    },
  );
});
