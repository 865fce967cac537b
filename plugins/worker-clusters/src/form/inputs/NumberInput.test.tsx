import { useState } from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NumberInput } from './NumberInput';

/** Renders the input and returns what the form holds. */
function renderNumber(initial?: number) {
  const held: { current: unknown } = { current: initial };
  function Form() {
    const [value, setValue] = useState<unknown>(initial);
    held.current = value;
    return (
      <NumberInput
        id="max"
        label="Max"
        whole={false}
        value={value}
        onChange={setValue}
      />
    );
  }
  render(<Form />);
  return held;
}

describe('NumberInput', () => {
  it.each<[string, unknown]>([
    ['12', 12],
    [' 12 ', 12],
    ['-1.5', -1.5],
    ['1e3', 1000],
    ['1e', '1e'],
    ['-', '-'],
    ['1,5', '1,5'],
    ['0x10', '0x10'],
    ['1e999', '1e999'],
    ['Infinity', 'Infinity'],
  ])('holds %j as %j', async (text, value) => {
    const held = renderNumber();
    await userEvent.type(screen.getByRole('textbox', { name: 'Max' }), text);
    expect(held.current).toBe(value);
    // What is being typed stays as it is typed, and what is no number stays there to be corrected.
    expect(screen.getByRole('textbox')).toHaveValue(text);
    await userEvent.tab();
    expect(screen.getByRole('textbox')).toHaveValue(String(value));
  });

  it('holds nothing once it is emptied', async () => {
    const held = renderNumber(3);
    await userEvent.clear(screen.getByRole('textbox'));
    expect(held.current).toBeUndefined();
  });
});
