import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { LongText } from './LongText';

const show = async (text: string) => {
  renderInTestApp(<LongText text={text} />);
  return screen.findByText(/^first/);
};

it.each(['first', 'first\nsecond', `first ${'x'.repeat(154)}`])(
  'shows all of a short text at once: %j',
  async text => {
    expect(await show(text)).not.toHaveClass('clamped');
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  },
);

it.each([
  'first\nsecond\nthird',
  'first\n\nsecond',
  `first ${'x'.repeat(155)}`,
])(
  'shows two lines of a long text, and all of it on request: %j',
  async text => {
    const shown = await show(text);
    expect(shown).toHaveClass('clamped');
    expect(shown.textContent).not.toContain('\n\n');
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(shown).not.toHaveClass('clamped');
    expect(shown.textContent).toBe(text);
    await userEvent.click(screen.getByRole('button', { name: 'Show less' }));
    expect(shown).toHaveClass('clamped');
  },
);
