import { requestsContract } from './requests';
import { startGitea } from './targets';

jest.setTimeout(240_000);

requestsContract('Gitea', startGitea, 4000);
