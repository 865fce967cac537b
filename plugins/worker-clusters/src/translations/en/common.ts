/** What more than one feature says. */
export const common = {
  /** The language of these messages, in which dates and numbers are written too. */
  language: 'en',
  tryAgain: 'Try again',
  showMore: 'Show more',
  showLess: 'Show less',
  time: {
    justNow: 'just now',
    ago: '{{duration}} ago',
    in: 'in {{duration}}',
    never: 'never',
  },
} as const;
