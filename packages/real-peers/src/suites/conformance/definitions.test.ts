import { startSandboxServer } from '../../targets/sandbox';
import { definitionContract } from './definitions';

definitionContract('the sandbox', startSandboxServer);
