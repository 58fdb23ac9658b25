interface KeyGroup {
  readonly title: string;
  readonly keys: readonly { readonly press: readonly string[]; readonly does: string }[];
}

/** What the help says; the screens themselves act on the keys. */
export const KEY_TABLE: readonly KeyGroup[] = [
  {
    title: 'In the queue',
    keys: [
      { press: ['j', '↓'], does: 'Next review' },
      { press: ['k', '↑'], does: 'Previous review' },
      { press: ['Enter', 'o'], does: 'Open it' },
      { press: ['x'], does: 'Select it, for deciding many at once' },
      { press: ['n'], does: 'Next one that you can decide' },
      { press: ['/'], does: 'Search' },
      { press: ['f'], does: 'Filter' },
      { press: ['Esc'], does: 'Close, step by step' },
    ],
  },
  {
    title: 'On a review',
    keys: [
      { press: ['a'], does: 'Approve: asks you to confirm' },
      { press: ['r'], does: 'Reject: asks you to confirm' },
      { press: ['e'], does: 'Approve with amendments' },
      { press: ['c'], does: 'Write a note' },
      { press: ['[', ']'], does: 'Step through its history' },
    ],
  },
  {
    title: 'Anywhere',
    keys: [
      { press: ['g', 'q'], does: 'Go to the queue' },
      { press: ['g', 'a'], does: 'Go to the audit' },
      { press: ['g', 'o'], does: 'Go to the operations' },
      { press: ['?'], does: 'Show these keys' },
    ],
  },
];
