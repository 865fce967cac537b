import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { validate } from 'jsonschema';
import { parse } from 'yaml';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import {
  claimFile,
  createTestAction,
  ENTITIES,
  REPOSITORY_FILES,
} from '../__testUtils__/platform';
import * as examples from './examples';

const owners = ['payments', 'search'].map(name => ({
  ...ENTITIES[0],
  metadata: { name, namespace: 'default' },
}));

it.each(
  Object.values(examples)
    .flat()
    .map(e => [e.description, e.example]),
)('%s', async (_, example) => {
  const [step] = parse(example).steps;
  const host = new MemoryHost(REPOSITORY_FILES);
  if (step.action !== 'worker-cluster:create') {
    host.push('main', 'crossplane/claims/dev/payments-dev.yaml', claimFile());
  }
  const { action, run } = createTestAction(host, {
    id: step.action,
    catalog: catalogServiceMock({ entities: owners }),
  });
  expect(step.action).toBe(action.id);
  expect(validate(step.input, action.schema!.input!).errors).toEqual([]);

  const { output } = await run(step.input);
  expect(validate(output, action.schema!.output!).errors).toEqual([]);
  expect(host.pullRequests).toMatchObject([{ state: 'open' }]);
});
