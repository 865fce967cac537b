import { applicationsSuite } from './applications';
import { startSandboxTarget } from './sandboxTarget';

applicationsSuite('the sandbox', startSandboxTarget, {
  patience: 10,
  differences: {
    hook: 'the sandbox applies a hook as any other object',
    'unlabelled-namespace':
      'the sandbox evaluates admission policies on deletion only',
  },
});
