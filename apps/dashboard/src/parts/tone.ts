/** What a colour stands for; a word or a sign always says it too. */
export type Tone = 'grey' | 'blue' | 'green' | 'amber' | 'red' | 'violet';
