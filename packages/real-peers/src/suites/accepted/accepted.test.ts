import { startSandboxServer } from '../../targets/sandbox';
import { acceptedSuite } from './accepted';

jest.setTimeout(120_000);

acceptedSuite('the sandbox', startSandboxServer);
