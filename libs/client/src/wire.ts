import type { components, operations } from './generated/api.ts';

/** The shapes of the API under the names that it gives them; all are made from its OpenAPI document. */
type Schemas = components['schemas'];

export type Review = Schemas['Review'];
export type ReviewSummary = Schemas['ReviewSummary'];
export type ReviewStatus = Schemas['ReviewStatus'];
export type ReviewRequest = Schemas['ReviewRequest'];
export type ReviewEvent = Schemas['ReviewEvent'];
export type Person = Schemas['Person'];
export type Verdict = Schemas['Verdict'];
export type Decision = Schemas['ReviewDecisionWish'];
export type DecisionItem = Schemas['ReviewDecisionItem'];
export type DecisionResult = Schemas['ReviewDecisionResults']['results'][number];
export type Withdrawal = Schemas['ReviewWithdrawalWish'];
export type Reassignment = Schemas['ReviewReassignment'];
export type Claim = Schemas['ExecutionClaim'];
export type ClaimedExecution = Schemas['ClaimedExecution'];
export type HeldLease = Schemas['HeldLease'];
export type ExecutionOutcome = Schemas['ExecutionOutcome'];
export type ExecutionReport = Schemas['ExecutionReportWish'];
export type ExecutionFinding = Schemas['ExecutionFindingWish'];

export type Rule = Schemas['Rule'];
export type RuleWish = Schemas['RuleWish'];
export type Preview = Schemas['Preview'];
export type PreviewAnswer = Schemas['PreviewAnswer'];
export type Simulation = Schemas['Simulation'];
export type SimulationAnswer = Schemas['SimulationAnswer'];

export type ApiKey = Schemas['ApiKey'];
export type ApiKeyWish = Schemas['ApiKeyWish'];
export type IssuedApiKey = Schemas['IssuedApiKey'];

export type Memory = Schemas['SessionMemory'];
export type FoundMemory = Schemas['FoundMemory'];
export type AuditEvent = Schemas['AuditEvent'];
export type Statistics = Schemas['Statistics'];
export type Me = Schemas['Me'];
export type SignInOptions = Schemas['SignInOptions'];
export type SignedIn = Schemas['SignedIn'];
export type SignedOut = Schemas['SignedOut'];
export type Operations = Schemas['OperationsAnswer'];
export type Verification = Schemas['Verification'];
export type RuleEvent = Schemas['RuleEvent'];
export type DecidedReview = Schemas['DecidedReview'];
export type ListedReview = Schemas['ListedReview'];
export type DemoData = Schemas['DemoData'];
export type Projections = Schemas['ProjectionsAnswer'];

/** The last part of a problem's `type`. A gateway that is newer than this client may know more of them. */
export type ProblemName = Schemas['ProblemName'];
export type ProblemBody = Schemas['Problem'];

type QueryOf<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;
export type ReviewFilter = QueryOf<'listReviews'>;
export type EventFilter = Omit<QueryOf<'followChanges'>, 'lastEventId'>;
export type MemoryFilter = QueryOf<'searchMemories'>;
export type DecisionFilter = QueryOf<'listDecisions'>;
export type RuleEventFilter = QueryOf<'getRuleEvents'>;
export type AuditFilter = QueryOf<'listAuditEvents'>;
export type Days = QueryOf<'getStatistics'>;
export type PastTime = QueryOf<'getReview'>;
export type Wait = QueryOf<'waitForReview'>;
