import { LoopShare } from './LoopShare';

/** A share of a loop whose clock and turns the test moves. */
function manual() {
  let now = 0;
  const turns: Array<() => void> = [];
  const share = new LoopShare(
    () => now,
    work => turns.push(work),
  );
  const log: string[] = [];
  /** Works through steps that take some time each. */
  const work = async (name: string, steps: number, ms: number) => {
    for (let i = 1; i <= steps; i++) {
      await share.pause();
      now += ms;
      log.push(`${name}${i}`);
    }
  };
  const settle = () => new Promise(resolve => setImmediate(resolve));
  return {
    work,
    log,
    async turn() {
      turns.shift()?.();
      await settle();
      return log.splice(0);
    },
    async first() {
      await settle();
      return log.splice(0);
    },
  };
}

describe('LoopShare', () => {
  it('works on while the turn has time left, then goes on in the next', async () => {
    const { work, turn, first } = manual();
    work('a', 10, 4);
    expect(await first()).toEqual(['a1', 'a2', 'a3']);
    expect(await turn()).toEqual(['a4', 'a5', 'a6']);
    expect(await turn()).toEqual(['a7', 'a8', 'a9']);
    expect(await turn()).toEqual(['a10']);
  });

  it('lets those who wait take turns', async () => {
    const { work, turn, first } = manual();
    await work('x', 1, 20);
    work('a', 3, 20);
    work('b', 2, 20);
    expect(await first()).toEqual(['x1']);
    expect(await turn()).toEqual(['a1']);
    expect(await turn()).toEqual(['b1']);
    expect(await turn()).toEqual(['a2']);
    expect(await turn()).toEqual(['b2']);
    expect(await turn()).toEqual(['a3']);
  });

  it('lets many who have little to do go on in one turn', async () => {
    const { work, turn, first } = manual();
    await work('a', 1, 50);
    for (const name of 'bcdef') work(name, 1, 3);
    expect(await first()).toEqual(['a1']);
    expect(await turn()).toEqual(['b1', 'c1', 'd1', 'e1']);
    expect(await turn()).toEqual(['f1']);
  });

  it('begins anew after a turn without work', async () => {
    const { work, turn, first } = manual();
    work('a', 1, 50);
    expect(await first()).toEqual(['a1']);
    await turn();
    work('b', 1, 50);
    expect(await first()).toEqual(['b1']);
  });
});
