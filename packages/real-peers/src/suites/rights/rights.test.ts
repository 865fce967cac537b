import { startSandboxServer } from '../../targets/sandbox';
import { rightsSuite } from './rights';

jest.setTimeout(120_000);

rightsSuite('the sandbox', startSandboxServer);
