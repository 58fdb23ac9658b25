/** A rule that a recorded fact breaks, found without asking the decider. */
export interface Breach {
  readonly code: BreachCode;
  /** For people: what is wrong, with the values that show it. */
  readonly sentence: string;
}

export type BreachCode =
  /** The fact cannot follow the state that the facts before it made. */
  | 'impossible-transition'
  /** The facts of one append that no single command records together. */
  | 'impossible-append'
  | 'time-went-back'
  | 'wrong-digest'
  | 'wrong-approved-digest'
  | 'wrong-version'
  /** By an agent, or by an auditor, who never decide. */
  | 'barred'
  | 'not-eligible'
  | 'wrong-slots'
  | 'wrong-extra-entry'
  | 'wrong-assignment'
  | 'self-approval'
  | 'wrong-self-approved-flag'
  | 'reason-missing'
  | 'forbidden-amendment'
  | 'wrong-amendment'
  | 'second-person-missing'
  | 'too-few-approvals'
  | 'outcome-without-decision'
  | 'decision-without-outcome'
  | 'wrong-end-of-access'
  | 'time-window-twice'
  | 'after-deadline'
  | 'too-early'
  | 'changes-nothing'
  | 'unsatisfiable'
  | 'not-requester'
  | 'outside-grant'
  | 'wrong-lease'
  | 'wrong-policy'
  /** The rule that is pinned never was, or says something else. */
  | 'wrong-rule'
  | 'rule-passed-over'
  | 'no-source'
  | 'wrong-derived-id'
  | 'invalid-terms'
  /** Done with an API key that the workspace never had, or has no more. */
  | 'unknown-key'
  /** By another person, or with other groups or roles, than the key has. */
  | 'wrong-key-holder'
  | 'beyond-scope'
  /** After the key was revoked or had expired. */
  | 'key-ended';

export function breach(code: BreachCode, sentence: string): Breach {
  return { code, sentence };
}

/** What is found where something does not hold; nothing where it does. */
export function unless(holds: boolean, code: BreachCode, sentence: string): readonly Breach[] {
  return holds ? [] : [{ code, sentence }];
}

/** UTC milliseconds as people and logs write them; what no calendar has, as the number that it is. */
export function timeOf(at: number): string {
  // eslint-disable-next-line no-restricted-globals -- It writes a time down and asks no clock.
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at);
}
