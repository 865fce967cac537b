// What the code itself says of actions and API, as JSON on stdout: tools/reference.mjs writes it down.
import { spec } from '../../plugins/worker-clusters-backend/src/serve/openapi';
import { registerActions } from '../../plugins/worker-clusters-backend/src/actions/registerActions';
import { createClusterAction } from '../../plugins/scaffolder-backend-module-worker-clusters/src/actions/createClusterAction';
import { decommissionClusterAction } from '../../plugins/scaffolder-backend-module-worker-clusters/src/actions/decommissionClusterAction';
import { registerOpenRequest } from '../../plugins/scaffolder-backend-module-worker-clusters/src/actions/openRequestAction';
import { pullRequestAction } from '../../plugins/scaffolder-backend-module-worker-clusters/src/actions/pullRequestAction';
import { updateClusterAction } from '../../plugins/scaffolder-backend-module-worker-clusters/src/actions/updateClusterAction';
import { z } from 'zod/v3';
import zodToJsonSchema from 'zod-to-json-schema';

// Actions need their services when they run, not to be described.
const services = {} as any;

const templateActions = [
  createClusterAction(services),
  updateClusterAction(services),
  decommissionClusterAction(services),
  pullRequestAction(services),
].map(({ id, description, examples, schema }) => ({
  id,
  description,
  examples,
  input: schema?.input,
  output: schema?.output,
}));

const agentActions: object[] = [];
const registryOf = (pluginId: string) =>
  ({
    register({ name, title, description, attributes, schema }: any) {
      agentActions.push({
        id: `${pluginId}.${name}`,
        title,
        description,
        attributes,
        input: zodToJsonSchema(schema.input(z)),
        output: zodToJsonSchema(schema.output(z)),
      });
    },
  } as any);
registerActions({
  registry: registryOf('worker-clusters'),
  auth: services,
  discovery: services,
  appBaseUrl: 'http://localhost',
});
registerOpenRequest(registryOf('scaffolder'), services, services);

process.stdout.write(JSON.stringify({ spec, templateActions, agentActions }));
