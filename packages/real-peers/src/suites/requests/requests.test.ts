import { requestsContract } from './requests';
import { startSandboxGitHost } from './targets';

jest.setTimeout(240_000);

requestsContract("the sandbox's Git host", startSandboxGitHost, 500);
