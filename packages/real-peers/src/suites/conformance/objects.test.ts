import { startSandboxServer } from '../../targets/sandbox';
import { objectContract } from './objects';

objectContract('the sandbox', startSandboxServer);
