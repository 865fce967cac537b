import { startSandboxServer } from '../../targets/sandbox';
import { rbacContract } from './rbac';

rbacContract('the sandbox', startSandboxServer);
