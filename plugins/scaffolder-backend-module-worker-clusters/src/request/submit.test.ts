import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { MemoryHost } from '../__testUtils__/MemoryHost';
import { submit } from './submit';

type Submission = Parameters<typeof submit>[0] &
  Parameters<typeof submit>[1] &
  Parameters<typeof submit>[2];

const run = (submission: Submission) =>
  submit(submission, submission, submission);

const branch = 'worker-cluster/dev/payments-dev/create';
const path = 'crossplane/claims/dev/payments-dev.yaml';

function options(
  host: MemoryHost,
  {
    taskId = 'task-1',
    ...change
  }: Partial<Submission> & { taskId?: string } = {},
): Submission {
  return {
    repository: host.open(),
    base: 'main',
    branch,
    rivals: [],
    ignored: [],
    changes: [{ path, content: 'claim of ada' }],
    commitMessage: 'm',
    author: { name: 'Ada', email: 'ada@example.org' },
    title: 't',
    body: 'text',
    mark: { taskId },
    signingKeys: [],
    log: () => {},
    patienceMs: 1,
    confirmAfterMs: 0,
    ...change,
  };
}

describe('submit', () => {
  it('writes one branch and one pull request, and finds them again', async () => {
    const host = new MemoryHost({});
    const first = await run(options(host));
    await expect(run(options(host))).resolves.toEqual(first);
    expect(host.requests).toEqual([branch]);
    expect(host.pullRequests).toHaveLength(1);
    expect(host.branches.get(branch)!.files.get(path)).toBe('claim of ada');
    expect(host.branches.get('main')!.files.size).toBe(0);
  });

  // The calls of a run: has the name had a pull request, list open ones, read branch, write branch, open pull request, read it.
  const faults = [1, 2, 3, 4, 5, 6].flatMap(call =>
    (['before', 'after'] as const).map(when => ({ call, when })),
  );

  it.each(faults)(
    'tried again after a crash at %j, ends in the same one branch and one pull request',
    async fault => {
      const host = new MemoryHost({});
      host.fault = fault;
      await expect(run(options(host))).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
      });
      host.fault = undefined;
      host.down = false;

      await expect(run(options(host))).resolves.toMatchObject({
        head: branch,
        state: 'open',
      });
      expect(host.requests).toEqual([branch]);
      expect(host.pullRequests).toHaveLength(1);
    },
  );

  it.each(faults)(
    'leaves no branch without a pull request if only the call %j fails',
    async fault => {
      const host = new MemoryHost({});
      host.fault = fault;
      // The host is back at once: all further calls get their answer.
      const repository = host.open();
      const recovering = new Proxy(repository, {
        get: (target: any, name) =>
          typeof target[name] === 'function'
            ? async (...args: unknown[]) => {
                host.down = false;
                return target[name](...args);
              }
            : target[name],
      });
      const result = await run(options(host, { repository: recovering })).catch(
        error => error,
      );
      const opened = host.pullRequests.length;
      expect(host.requests).toHaveLength(opened);
      // The answer of the last call alone got lost: that is noticed, and the request stands.
      expect(result instanceof Error).toBe(opened === 0 || fault.call === 6);
      if (fault.call >= 4 && opened === 0) {
        // eslint-disable-next-line jest/no-conditional-expect
        expect(result.message).toMatch(
          /tell the platform team\. (Nothing was written\.|The branch .* was deleted again: nothing is left behind\.)$/,
        );
      }
    },
  );

  it('rejects with an explanation if it is not known whether the branch is left behind', async () => {
    const host = new MemoryHost({});
    host.fault = { call: 5, when: 'before' };
    await expect(run(options(host))).rejects.toThrow(
      /did not answer.*Whether the branch .* is left behind is not known: the same request, run again, continues from it\.$/,
    );
    expect(host.requests).toEqual([branch]);
  });

  it('sends the second of two people to the pull request of the first', async () => {
    for (let round = 0; round < 20; round += 1) {
      const host = new MemoryHost({});
      const results = await Promise.allSettled([
        run(options(host)),
        run(
          options(host, {
            taskId: 'task-2',
            changes: [{ path, content: 'claim of bob' }],
          }),
        ),
      ]);
      expect(results.map(r => r.status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      const { reason } = results.find(
        (r): r is PromiseRejectedResult => r.status === 'rejected',
      )!;
      expect(reason).toMatchObject({
        name: 'ConflictError',
        message:
          'This cluster has been requested already, in pull request #1: http://git.test/platform/gitops/pulls/1. Wait until it is merged, or choose another name.',
      });
      expect(host.requests).toEqual([branch]);
      expect(host.pullRequests).toHaveLength(1);
    }
  });

  it('does the same for one person who clicks twice', async () => {
    const host = new MemoryHost({});
    const results = await Promise.allSettled([
      run(options(host)),
      run(options(host, { taskId: 'task-2' })),
    ]);
    expect(results.map(r => r.status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    expect(host.requests).toEqual([branch]);
    expect(host.pullRequests).toHaveLength(1);
  });

  it("carries on from a branch of its own, and leaves somebody else's alone", async () => {
    const host = new MemoryHost({});
    host.push(branch, path, 'claim of ada');
    await run(options(host));
    expect(host.pullRequests).toHaveLength(1);

    const foreign = new MemoryHost({});
    foreign.push(branch, path, 'claim of bob');
    const before = foreign.branches.get(branch);
    await expect(run(options(foreign))).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /branch worker-cluster\/dev\/payments-dev\/create exists already.*the platform team must delete it/,
      ),
    });
    expect(foreign.branches.get(branch)).toBe(before);
    expect(foreign.pullRequests).toHaveLength(0);
  });

  it('goes on with the branch of an earlier attempt whose address range is taken by now', async () => {
    const host = new MemoryHost({});
    const claim = (range: string) =>
      `spec:\n  owner: a\n  network:\n    vpcCidr: ${range}\n`;
    host.push(branch, path, claim('10.1.0.0/16'));
    const changes = [{ path, content: claim('10.2.0.0/16') }];
    await expect(run(options(host, { changes }))).resolves.toMatchObject({
      head: branch,
      state: 'open',
    });
    expect(host.requests).toEqual([branch]);
    expect(host.branches.get(branch)!.files.get(path)).toBe(
      claim('10.2.0.0/16'),
    );
  });

  it('does not stop at a pull request of a stranger that is ignored', async () => {
    const host = new MemoryHost({});
    host.push(branch, path, 'not: a claim');
    await host.open().createPullRequest({
      head: branch,
      base: 'main',
      title: 't',
      body: 'b',
    });
    await expect(run(options(host))).rejects.toThrow(/requested already/);
    await expect(run(options(host, { ignored: [1] }))).resolves.toMatchObject({
      number: 2,
      head: `${branch}-2`,
    });
    await expect(run(options(host, { ignored: [1] }))).resolves.toMatchObject({
      number: 2,
    });
  });

  const bob = {
    taskId: 'task-2',
    changes: [{ path, content: 'claim of bob' }],
  };

  it.each(['closed', 'merged'] as const)(
    'takes the next name where a branch is left from a request that is %s',
    async state => {
      const host = new MemoryHost({});
      await run(options(host));
      host.pullRequests[0].state = state;
      const second = await run(options(host, bob));
      expect(second).toMatchObject({ number: 2, head: `${branch}-2` });
      expect(host.branches.get(branch)!.files.get(path)).toBe('claim of ada');
      await expect(run(options(host, bob))).resolves.toEqual(second);
      expect(host.requests).toEqual([branch, `${branch}-2`]);
    },
  );

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'stays open where the host handles the deletion of an earlier branch %s calls later',
    async lag => {
      const host = new MemoryHost({});
      host.lag = lag;
      await run(options(host));
      host.pullRequests[0].state = 'merged';
      await host.delete(branch);
      const { number } = await run(options(host, bob));
      for (let call = 0; call < 10; call += 1)
        await host.open().defaultBranch();
      expect(host.pullRequests[number - 1]).toMatchObject({
        state: 'open',
        head: `${branch}-2`,
      });
    },
  );

  it.each([1, 2, 3, 4, 5, 6])(
    'opens another one when a branch that was taken back closes the first, %s calls after its deletion',
    async lag => {
      const host = new MemoryHost({});
      host.lag = lag;
      const repository = host.open();
      repository.createPullRequest = async () => {
        throw new InputError('refused');
      };
      await expect(run(options(host, { repository }))).rejects.toThrow(
        /was deleted again/,
      );
      const opened = await run(options(host));
      expect(opened.state).toBe('open');
      expect(host.pullRequests.at(-1)).toMatchObject({
        number: opened.number,
        state: 'open',
      });
      await expect(run(options(host))).resolves.toEqual(opened);
    },
  );

  it('does not say that a pull request is open which somebody closes at once, and does not go on for ever', async () => {
    const host = new MemoryHost({});
    const repository = host.open();
    const { createPullRequest } = repository;
    repository.createPullRequest = async given => {
      const made = await createPullRequest(given);
      host.pullRequests[made.number - 1].state = 'closed';
      return made;
    };
    await expect(run(options(host, { repository }))).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /^Pull request #2 was closed as soon as it was open, and so was #1: http/,
      ),
    });
    expect(host.pullRequests).toHaveLength(2);
  });

  it('says that the pull request is there if it cannot be read once more', async () => {
    const host = new MemoryHost({});
    host.fault = { call: 6, when: 'before' };
    await expect(run(options(host))).rejects.toThrow(
      /Pull request #1 was opened, but whether it has stayed open is not known: http\S+\. Run the request again to find it\.$/,
    );
  });

  it('finds the next name after many requests with few calls', async () => {
    const host = new MemoryHost({});
    for (let number = 1; number <= 21; number += 1) {
      host.pullRequests.push({
        number,
        url: '',
        title: 't',
        body: '',
        state: 'merged',
        head: number === 1 ? branch : `${branch}-${number}`,
        base: 'main',
        createdAt: '2026-11-23T08:00:00.000Z',
      });
    }
    const repository = host.open();
    const looks = jest.spyOn(repository, 'hasPullRequest');
    await expect(run(options(host, { repository }))).resolves.toMatchObject({
      head: `${branch}-22`,
    });
    expect(looks.mock.calls.length).toBeLessThan(12);
  });

  it('leaves a branch alone that is left from a pull request of people', async () => {
    const host = new MemoryHost({});
    await run(options(host));
    Object.assign(host.pullRequests[0], { state: 'closed', body: 'by hand' });
    const before = host.branches.get(branch);
    await run(options(host, bob));
    expect(host.branches.get(branch)).toBe(before);
    expect(host.pullRequests).toHaveLength(2);
  });

  it.each([
    ['has begun', undefined, /being requested right now/],
    ['has a pull request', 'open', /requested already, in pull request #1/],
    ['is finished', 'merged', undefined],
  ] as const)(
    'steps back from a rival request that %s',
    async (_, state, message) => {
      const host = new MemoryHost({});
      const rival = 'worker-cluster/prod/payments-dev/create';
      host.push(rival, 'crossplane/claims/prod/payments-dev.yaml', 'x');
      if (state) {
        await host.open().createPullRequest({
          head: rival,
          base: 'main',
          title: 't',
          body: 'b',
        });
        host.pullRequests[0].state = state;
      }
      const opening = run(options(host, { rivals: [rival] }));
      const outcome = await opening.catch(error => error);
      expect([outcome.name, outcome.state]).toEqual(
        message ? ['ConflictError', undefined] : [undefined, 'open'],
      );
      expect(String(outcome.message)).toMatch(message ?? /undefined/);
      expect(host.requests.includes(branch)).toBe(!message);
    },
  );

  it("does not touch another run's branch when its own is refused", async () => {
    const host = new MemoryHost({});
    const repository = host.open();
    repository.createBranchWithCommit = async () => {
      host.push(branch, path, 'claim of ada');
      throw new InputError('refused');
    };
    await expect(run(options(host, { repository }))).rejects.toThrow(
      'refused. Nothing was written.',
    );
    expect(host.requests).toEqual([branch]);
  });

  it('does not delete a branch to which somebody else has added a commit', async () => {
    const host = new MemoryHost({});
    const repository = host.open();
    repository.createPullRequest = async () => {
      host.push(branch, 'other.yaml', 'x');
      throw new Error('refused');
    };
    await expect(run(options(host, { repository }))).rejects.toThrow(
      /refused\. The branch .* was kept/,
    );
    expect(host.requests).toEqual([branch]);
  });

  it.each([1, 2, 3, 4])(
    'takes back what it has written when the task is cancelled during call %s',
    async call => {
      const host = new MemoryHost({});
      const abort = new AbortController();
      const repository = new Proxy(host.open(), {
        get: (target: any, name) =>
          typeof target[name] === 'function'
            ? (...args: unknown[]) => {
                if (host.calls === call - 1) abort.abort();
                return target[name](...args);
              }
            : target[name],
      });
      await expect(
        run(options(host, { repository, signal: abort.signal })),
      ).rejects.toThrow(/aborted/);
      expect(host.requests).toEqual([]);
      expect(host.pullRequests).toEqual([]);
    },
  );
});

describe('a Git host that fails in the middle', () => {
  it('leaves the branch alone if it cannot tell whether its pull request is open', async () => {
    const host = new MemoryHost({});
    const repository = host.open();
    const { createPullRequest, listPullRequests } = repository;
    let opened = false;
    repository.createPullRequest = async given => {
      await createPullRequest(given);
      opened = true;
      throw new ServiceUnavailableError('no answer');
    };
    repository.listPullRequests = async given => {
      if (opened) throw new ServiceUnavailableError('no answer');
      return listPullRequests(given);
    };
    await expect(run(options(host, { repository }))).rejects.toThrow(
      /is not known: the same request, run again, continues from it/,
    );
    expect(host.requests).toEqual([branch]);
    await expect(run(options(host))).resolves.toMatchObject({
      number: 1,
    });
  });

  it('carries on from its branch after somebody else has changed the list of files', async () => {
    const host = new MemoryHost({});
    const list = 'crossplane/claims/dev/kustomization.yaml';
    const requested = (content: string) =>
      options(host, {
        changes: [
          { path, content: 'claim of ada' },
          { path: list, content },
        ],
      });
    // A crash, after the branch and before the pull request.
    host.push(branch, path, 'claim of ada');
    host.push(branch, list, 'mine');
    await run(requested('mine and theirs'));
    expect(host.pullRequests).toHaveLength(1);
  });

  it('takes its branch back if it cannot look for a rival', async () => {
    const host = new MemoryHost({});
    const repository = host.open();
    const { getBranch } = repository;
    const rival = 'worker-cluster/prod/payments-dev/create';
    repository.getBranch = async name => {
      if (name === rival) throw new ServiceUnavailableError('no answer');
      return getBranch(name);
    };
    await expect(
      run(options(host, { repository, rivals: [rival] })),
    ).rejects.toThrow(/no answer. The branch .* was deleted again/);
    expect(host.requests).toEqual([]);
  });

  it.each(['open', 'closed'] as const)(
    'does not open a second one beside one that is %s by the time it writes its branch',
    async state => {
      const host = new MemoryHost({});
      const repository = host.open();
      const { createBranchWithCommit } = repository;
      repository.createBranchWithCommit = async given => {
        await run(
          options(host, {
            taskId: 'task-2',
            changes: [{ path, content: 'claim of bob' }],
          }),
        );
        host.pullRequests[0].state = state;
        return createBranchWithCommit(given);
      };
      await expect(run(options(host, { repository }))).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringMatching(
          state === 'open'
            ? /requested already, in pull request #1/
            : /that pull request is merged or closed already/,
        ),
      });
      expect(host.requests).toEqual([branch]);
      expect(host.pullRequests).toHaveLength(1);
    },
  );

  it('gives one of two who ask again at the same moment the pull request', async () => {
    for (let round = 0; round < 10; round += 1) {
      const host = new MemoryHost({});
      await run(options(host));
      host.pullRequests[0].state = 'closed';
      const results = await Promise.allSettled(
        ['task-2', 'task-3'].map(taskId =>
          run(
            options(host, {
              taskId,
              changes: [{ path, content: `claim of ${taskId}` }],
            }),
          ),
        ),
      );
      expect(results.map(r => r.status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      expect(host.requests).toEqual([branch, `${branch}-2`]);
      expect(host.pullRequests).toHaveLength(2);
    }
  });

  it('gives one of two who ask for the same name in two environments the pull request', async () => {
    for (let round = 0; round < 10; round += 1) {
      const host = new MemoryHost({});
      const other = 'worker-cluster/prod/payments-dev/create';
      const results = await Promise.allSettled([
        run(options(host, { rivals: [other] })),
        run(
          options(host, {
            branch: other,
            rivals: [branch],
            taskId: 'task-2',
            changes: [
              {
                path: 'crossplane/claims/prod/payments-dev.yaml',
                content: 'claim of bob',
              },
            ],
          }),
        ),
      ]);
      expect(results.map(r => r.status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      expect(host.pullRequests).toHaveLength(1);
      expect(host.requests).toHaveLength(1);
    }
  });
});

describe('a repeated request for what is open', () => {
  const requested = (
    host: MemoryHost,
    taskId: string,
    content: string | undefined,
    by = 'user:default/ada',
  ) =>
    options(host, {
      taskId,
      changes: [
        { path, content },
        { path: 'crossplane/claims/dev/kustomization.yaml', content: 'list' },
      ],
      title: `title of ${taskId}`,
      body: `text of ${taskId}`,
      mark: { taskId, requestedBy: by, content },
      signingKeys: ['k'.repeat(32)],
      amendedBy: by,
    });

  it('changes the pull request of the same person', async () => {
    const host = new MemoryHost({});
    const first = await run(requested(host, 'task-1', 'small'));
    host.push(branch, 'somewhere/else.yaml', 'of a reviewer');
    for (const [task, size] of [
      ['task-2', 'large'],
      ['task-3', 'larger'],
    ]) {
      const second = await run(requested(host, task, size));
      expect(second).toMatchObject({
        number: first.number,
        title: `title of ${task}`,
        body: expect.stringContaining(`text of ${task}`),
      });
      expect(host.branches.get(branch)!.files.get(path)).toBe(size);
    }
    expect(host.pullRequests).toHaveLength(1);
    expect(host.branches.get(branch)!.files.get('somewhere/else.yaml')).toBe(
      'of a reviewer',
    );
  });

  it.each([
    ["somebody else's", 'user:default/bob', true],
    ['their own, where the policy does not allow it', undefined, false],
  ])('does not change %s', async (_, amendedBy, marked) => {
    const host = new MemoryHost({});
    await run(requested(host, 'task-1', 'small'));
    await expect(
      run({
        ...requested(host, 'task-2', 'large', marked ? amendedBy : undefined),
        amendedBy,
      }),
    ).rejects.toThrow(/requested already, in pull request #1/);
    expect(host.branches.get(branch)!.files.get(path)).toBe('small');
  });

  it('does not change a pull request that a stranger opened with the copied text', async () => {
    const host = new MemoryHost({});
    const first = await run(requested(host, 'task-1', 'small'));
    // The first one is closed, and its branch goes.
    host.pullRequests[0].state = 'closed';
    await host.delete(branch);
    host.push(branch, path, 'small');
    host.account = { login: 'mallory', id: '666' };
    await host.open().createPullRequest({
      head: branch,
      base: 'main',
      title: first.title,
      body: first.body,
    });
    await expect(run(requested(host, 'task-2', 'large'))).rejects.toThrow(
      /requested already, in pull request #2/,
    );
    expect(host.branches.get(branch)!.files.get(path)).toBe('small');
  });

  it('does not amend without a signing key', async () => {
    const host = new MemoryHost({});
    const unsigned = (task: string, size: string) => ({
      ...requested(host, task, size),
      signingKeys: [],
    });
    await run(unsigned('task-1', 'small'));
    await expect(run(unsigned('task-2', 'large'))).rejects.toThrow(
      /requested already, in pull request #1/,
    );
  });

  it('opens a pull request that nobody can amend where the Git host does not name its account', async () => {
    const host = new MemoryHost({});
    const repository = host.open();
    repository.getAccount = async () => {
      throw new InputError('no account');
    };
    const log: string[] = [];
    const { number } = await run({
      ...requested(host, 'task-1', 'small'),
      repository,
      log: line => log.push(line),
    });
    expect(number).toBe(1);
    expect(log.join()).toMatch(/cannot be amended: no account/);
    await expect(run(requested(host, 'task-2', 'large'))).rejects.toThrow(
      /requested already/,
    );
  });

  it('keeps what a reviewer has changed in the claim', async () => {
    const host = new MemoryHost({});
    await run(requested(host, 'task-1', 'small'));
    host.push(branch, path, 'smaller, says the reviewer');
    await expect(run(requested(host, 'task-2', 'large'))).rejects.toMatchObject(
      {
        name: 'ConflictError',
        message: expect.stringMatching(/somebody has changed .* since/),
      },
    );
    expect(host.branches.get(branch)!.files.get(path)).toBe(
      'smaller, says the reviewer',
    );
    expect(host.pullRequests[0].title).toBe('title of task-1');
  });

  it('does not take a change for made if the pull request was merged meanwhile', async () => {
    const host = new MemoryHost({});
    await run(requested(host, 'task-1', 'small'));
    const repository = host.open();
    const { commitOnBranch } = repository;
    repository.commitOnBranch = async change => {
      host.pullRequests[0].state = 'merged';
      return commitOnBranch(change);
    };
    await expect(
      run({ ...requested(host, 'task-2', 'large'), repository }),
    ).rejects.toThrow(
      /Meanwhile somebody has merged or closed pull request #1/,
    );
  });
});
