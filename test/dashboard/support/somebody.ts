/** The principals of a fresh machine. */
export type Somebody = 'alice' | 'bob' | 'carol' | 'dave' | 'erin' | 'agent-7';
