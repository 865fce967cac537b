import { paths } from './paths';
import { schemas } from './schemas';

/** The backend's API. The router validates requests against it; tests validate the answers. */
export const spec = {
  openapi: '3.1.0',
  info: {
    title: 'worker-clusters',
    version: '1',
    description:
      'The fleet: every worker cluster, its Argo CD instance and its applications, as last observed',
    license: {
      name: 'Apache-2.0',
      url: 'http://www.apache.org/licenses/LICENSE-2.0.html',
    },
    contact: {},
  },
  servers: [{ url: '/' }],
  components: { schemas },
  paths,
} as const;
