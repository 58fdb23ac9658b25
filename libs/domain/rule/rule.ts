/**
 * Rules: the named policies of a workspace, all in one stream. Their commands, events and state, as types only. What a
 * rule makes of a review is for `@countersign/review` to say; a rule only names it.
 *
 * Times are UTC milliseconds. Events are the storage format: their names and fields are added to, never edited.
 */
import type { Actor, Labels, MatchedRule, Person, PersonalName, Principal } from '@countersign/review';

/** Which requests a rule is for. Every part must hold; an empty part holds for all. */
export interface RuleMatch {
  /** Any of these kinds of subject. */
  readonly kinds: readonly string[];
  /** Any of these actions. */
  readonly actions: readonly string[];
  readonly labels: {
    /** Each of these labels with exactly this value. */
    readonly allOf: Labels;
    /** At least one of these, beside all of `allOf`. */
    readonly anyOf: readonly { readonly key: string; readonly value: string }[];
  };
}

/** What a rule says besides its name and description. */
export interface RuleTerms extends Omit<MatchedRule, 'name' | 'revision'> {
  /** A whole number. The rule with the lowest is tried first; equal ones in the order of their names' code units. */
  readonly priority: number;
  readonly match: RuleMatch;
}

/** A rule of the workspace as it stands. It is what a request that it matches brings along as its {@link MatchedRule}. */
export interface Rule extends RuleTerms {
  /** 1 to 64 of `[A-Za-z0-9._-]`, unique in the workspace. */
  readonly name: string;
  /** Of the event that set it, in the stream of the workspace's rules; pinned on every review that it matched. */
  readonly revision: number;
  /** Free text, empty where there is none or where it was sealed. */
  readonly description: string;
  readonly setAt: number;
  readonly setBy: Person;
}

interface CommandOf<Kind extends string> {
  readonly kind: Kind;
  /** When the command was received. */
  readonly at: number;
  readonly actor: Principal;
  readonly name: string;
}

/** Creates or replaces the whole rule. One that says what the standing one says records nothing. */
export interface SetRule extends CommandOf<'SetRule'> {
  /** The standing rule's revision as in an ETag; `absent`: there must be no such rule; null: whatever there is. */
  readonly expectedRevision: number | 'absent' | null;
  readonly description: string;
  readonly terms: RuleTerms;
}
export interface DeleteRule extends CommandOf<'DeleteRule'> {
  readonly expectedRevision: number | null;
}
export type RuleCommand = SetRule | DeleteRule;

export interface RuleSet {
  readonly type: 'RuleSet';
  readonly at: number;
  readonly by: Actor;
  readonly workspace: string;
  readonly name: string;
  readonly terms: RuleTerms;
  /** Null once sealed; a stream folds to the same rules without it. */
  readonly personal: { readonly by: PersonalName; readonly description: string } | null;
}
export interface RuleDeleted {
  readonly type: 'RuleDeleted';
  readonly at: number;
  readonly by: Actor;
  readonly workspace: string;
  readonly name: string;
  readonly personal: { readonly by: PersonalName } | null;
}
export type RuleEvent = RuleSet | RuleDeleted;

/** All rules of one workspace. */
export interface RulesState {
  /** In the order in which they are tried. */
  readonly rules: readonly Rule[];
  /** The stream's: number of events less one, so -1 before the first. */
  readonly revision: number;
  /** Time of the last event, 0 before the first; times in a stream never run backwards. */
  readonly updatedAt: number;
}

/** The system's no. A refusal records nothing. Texts for people are the dialects' own, but for `reason`. */
export type RuleRefusal =
  | { readonly code: 'agents-cannot-decide' }
  | { readonly code: 'not-eligible' }
  | { readonly code: 'insufficient-scope' }
  /** Nothing to delete. */
  | { readonly code: 'not-found' }
  /** `reason` is a sentence for people. */
  | { readonly code: 'invalid-rule'; readonly reason: string }
  /** `currentRevision` is the standing rule's, null where there is none. */
  | { readonly code: 'stale-rule'; readonly currentRevision: number | null }
  | { readonly code: 'too-many-rules'; readonly limit: number }
  /** Same command id, other content. */
  | { readonly code: 'idempotency-mismatch' }
  /** Lost races on the stream, and no try or no time left; made by the command handler. */
  | { readonly code: 'conflict' };

export type RuleDecideResult =
  | { readonly kind: 'accepted'; readonly events: readonly RuleEvent[] }
  | { readonly kind: 'refused'; readonly refusal: RuleRefusal };

/** What of a request the rules are matched on. */
export interface Matchable {
  readonly subjectKind: string;
  readonly action: string;
  readonly labels: Labels;
}

/** The first part of a rule's `match` that does not hold. */
export type Mismatch = 'kind' | 'action' | 'labels-all-of' | 'labels-any-of';

/** What became of one rule as a request was held against it. */
export interface RuleTrial {
  readonly rule: Rule;
  /** Null where the rule would match; the first such is the one that does. */
  readonly mismatch: Mismatch | null;
}
