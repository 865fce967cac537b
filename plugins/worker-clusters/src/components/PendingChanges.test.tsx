import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useMemo, useState } from 'react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { READING_MS, useStableRows } from '../hooks/useStableRows';
import { PendingChanges, useGoneNote } from './PendingChanges';

const keyOf = (row: { id: string }) => row.id;

function Row({ id }: { id: string }) {
  const gone = useGoneNote(id);
  return <li>{[id, gone].join(' ').trim()}</li>;
}

interface Props {
  answer: string;
  question: string;
  stale: boolean;
}

function Table(props: Props) {
  const { answer, ...options } = props;
  const stable = useStableRows(
    useMemo(() => answer.split(' ').map(id => ({ id })), [answer]),
    keyOf,
    options,
  );
  return (
    <PendingChanges rows={stable}>
      <ul>
        {stable.rows?.map(({ id }) => (
          <Row key={id} id={id} />
        ))}
      </ul>
    </PendingChanges>
  );
}

const shown = () =>
  screen.getAllByRole('listitem').map(item => item.textContent);

let set: (answer: string, options?: Partial<Props>) => void;

function Changing(props: Props) {
  const [now, setNow] = useState(props);
  set = (answer, options) =>
    act(() => setNow({ ...props, answer, ...options }));
  return <Table {...now} />;
}

async function show(answer: string) {
  renderInTestApp(<Changing answer={answer} question="all" stale={false} />);
  await screen.findAllByRole('listitem');
}

const button = () => screen.queryByRole('button', { name: /change/ });

describe('PendingChanges', () => {
  it('keeps the rows in their order until the reader wants the changes', async () => {
    await show('a b c');
    set('x c a');
    expect(shown()).toEqual(['a', 'b no longer in this list', 'c']);
    expect(screen.getByRole('status')).toHaveTextContent(
      'The list has changes that are not shown yet.',
    );
    await userEvent.click(
      screen.getByRole('button', { name: '3 changes, show' }),
    );
    expect(shown()).toEqual(['x', 'c', 'a']);
    expect(button()).not.toBeInTheDocument();
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
    expect(document.body).not.toHaveFocus();
  });

  it('shows the answer to another question as it is, and not before it comes', async () => {
    await show('a b c');
    set('a b c', { question: 'sorted', stale: true });
    expect(shown()).toEqual(['a', 'b', 'c']);
    set('c b a', { question: 'sorted' });
    expect(shown()).toEqual(['c', 'b', 'a']);
    expect(button()).not.toBeInTheDocument();
  });

  it('forgets changes that the next answer takes back', async () => {
    await show('a b c');
    set('b a c');
    expect(button()).toHaveTextContent('1 change, show');
    set('a b c');
    expect(button()).not.toBeInTheDocument();
  });

  describe('without a reader', () => {
    beforeEach(() => {
      jest.useFakeTimers({ advanceTimers: true });
    });
    afterEach(() => {
      jest.useRealTimers();
      jest.restoreAllMocks();
    });

    it('shows the changes after a while without input', async () => {
      await show('a b');
      set('b a');
      act(() => {
        jest.advanceTimersByTime(READING_MS - 1_000);
      });
      window.dispatchEvent(new Event('pointermove'));
      act(() => {
        jest.advanceTimersByTime(READING_MS - 1_000);
      });
      expect(shown()).toEqual(['a', 'b']);
      act(() => {
        jest.advanceTimersByTime(2_000);
      });
      expect(shown()).toEqual(['b', 'a']);
    });

    it('shows them at once when the page is out of sight', async () => {
      await show('a b');
      jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
      set('b a');
      expect(shown()).toEqual(['b', 'a']);
    });
  });
});
