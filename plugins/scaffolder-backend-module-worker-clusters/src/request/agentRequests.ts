import { randomUUID } from 'node:crypto';

/** No id of a task begins so: those are UUIDs. */
const PREFIX = 'agent-';

/** What stands for the task of a request that an agent makes: there is none. */
export const newAgentRequestId = () => `${PREFIX}${randomUUID()}`;

/** Whether an agent made a request, and no task of the scaffolder. */
export const isAgentRequest = (taskId: string) => taskId.startsWith(PREFIX);
