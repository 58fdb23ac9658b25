import {
  CurrentExchange,
  entityTag,
  ExactBody,
  ExactQuery,
  type Exchange,
  Failed,
  isUnchanged,
} from '@countersign/http';
import type { Rule } from '@countersign/rule';
import { Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { MayAnswer, Problems, Repeatable, Writes } from './described';
import { requireOversight } from './oversight';
import { PreviewAnswer } from './preview-answers';
import { PreviewWish } from './preview-schema';
import { previewAnswer, type TriedRules } from './preview-translate';
import { RuleBody, RuleList } from './rule-answers';
import { RuleBook } from './rule-book';
import { RuleChangesPaged, RuleName, RulePreconditions, RuleUnlessKnown } from './rule-described';
import { RuleHistory } from './rule-history';
import { RuleEventList, RuleEventsQuery } from './rule-history-schema';
import { RuleWish } from './rule-schema';
import { RuleSimulation, SIMULATION_MS } from './rule-simulation';
import { ruleBody } from './rule-translate';
import { SimulationAnswer, SimulationWish } from './simulation-schema';
import { simulationAnswer } from './simulation-translate';

/** The rules of a workspace: everybody in it may read them, administrators change them. */
@ApiTags('native')
@Problems()
@Controller('v1/rules')
export class RulesController {
  constructor(
    private readonly book: RuleBook,
    private readonly simulation: RuleSimulation,
    private readonly history: RuleHistory,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listRules',
    summary: 'The rules of the workspace, in the order in which they are tried',
  })
  @ApiOkResponse({ type: RuleList })
  async list(@CurrentExchange() exchange: Exchange): Promise<RuleList> {
    return { items: (await this.book.read(exchange)).rules.map(ruleBody) };
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'previewRules',
    summary: 'What a request would become, and who could approve it; nothing is recorded',
  })
  @ApiBody({ type: PreviewWish })
  @ApiOkResponse({ type: PreviewAnswer })
  @MayAnswer('too-large', 'unsupported-media-type', 'invalid-rule')
  async preview(
    @CurrentExchange() exchange: Exchange,
    @ExactBody({ schema: PreviewWish, whenEmpty: {} }) wish: PreviewWish,
  ): Promise<PreviewAnswer> {
    const tried = await this.book.tried(exchange, wish.rule ?? null);
    return previewAnswer(wish, tried, exchange.caller, Date.now());
  }

  @Post('simulate')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'simulateRule',
    summary:
      'What the last reviews would have come to under other rules; nothing is recorded; for administrators and auditors',
  })
  @ApiBody({ type: SimulationWish })
  @ApiOkResponse({ type: SimulationAnswer })
  @MayAnswer('not-eligible', 'not-found', 'too-large', 'unsupported-media-type', 'invalid-rule')
  async simulate(
    @CurrentExchange() exchange: Exchange,
    @ExactBody({ schema: SimulationWish, whenEmpty: {} }) wish: SimulationWish,
  ): Promise<SimulationAnswer> {
    const deadline = performance.now() + SIMULATION_MS;
    requireOversight(exchange.caller);
    const tried = await this.triedBy(exchange, wish);
    const last = wish.last ?? DEFAULT_LAST;
    return simulationAnswer(await this.simulation.over(exchange, last, tried, deadline));
  }

  @Get(':name')
  @ApiOperation({ operationId: 'getRule', summary: 'Read a rule' })
  @RuleName()
  @RuleUnlessKnown()
  @ApiOkResponse({ type: RuleBody, description: 'With its `ETag`' })
  @MayAnswer('not-found')
  async read(
    @CurrentExchange() exchange: Exchange,
    @Param('name') name: string,
  ): Promise<RuleBody | undefined> {
    const rule = await this.book.rule(exchange, name);
    const tag = tagged(exchange, rule);
    if (!isUnchanged(exchange.request.headers['if-none-match'], tag)) return ruleBody(rule);
    void exchange.reply.status(304);
    return undefined;
  }

  @Get(':name/events')
  @ApiOperation({
    operationId: 'getRuleEvents',
    summary: 'How a rule was changed, by whom, and what it then said',
  })
  @RuleName()
  @RuleChangesPaged()
  @ApiOkResponse({ type: RuleEventList })
  @MayAnswer('not-found')
  events(
    @CurrentExchange() exchange: Exchange,
    @Param('name') name: string,
    @ExactQuery(RuleEventsQuery) query: RuleEventsQuery,
  ): Promise<RuleEventList> {
    return this.history.events(exchange, name, query);
  }

  @Put(':name')
  @ApiOperation({ operationId: 'putRule', summary: 'Set a whole rule; for administrators' })
  @RuleName()
  @RulePreconditions('If-Match', 'If-None-Match')
  @Writes('agents-cannot-decide', 'not-eligible', 'conflict', 'too-many-rules', 'stale-rule', 'invalid-rule')
  @ApiBody({ type: RuleWish, required: false })
  @ApiOkResponse({ type: RuleBody, description: 'There was one of this name' })
  @ApiCreatedResponse({ type: RuleBody, description: 'It is new' })
  async put(
    @CurrentExchange() exchange: Exchange,
    @Param('name') name: string,
    @ExactBody({ schema: RuleWish, whenEmpty: {} }) wish: RuleWish,
  ): Promise<RuleBody> {
    const { rule, isNew } = await this.book.set(exchange, name, wish);
    if (isNew) void exchange.reply.status(201);
    tagged(exchange, rule);
    return ruleBody(rule);
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteRule',
    summary: 'Delete a rule; for administrators. What it matched still obeys it',
  })
  @RuleName()
  @RulePreconditions('If-Match')
  @Repeatable()
  @ApiNoContentResponse()
  @MayAnswer('agents-cannot-decide', 'not-eligible', 'not-found', 'conflict', 'stale-rule')
  async remove(@CurrentExchange() exchange: Exchange, @Param('name') name: string): Promise<void> {
    await this.book.remove(exchange, name);
  }

  private triedBy(exchange: Exchange, { rule, remove }: SimulationWish): Promise<TriedRules> {
    if (rule && !remove) return this.book.tried(exchange, rule);
    if (remove && !rule) return this.book.without(exchange, remove);
    const msg = 'Either rule or remove should be given';
    throw new Failed({ kind: 'invalid', problems: [{ loc: ['body'], msg, type: 'value_error' }] });
  }
}

const DEFAULT_LAST = 100;

function tagged({ reply }: Exchange, { name, revision }: Rule): string {
  const tag = entityTag({ id: name, revision });
  void reply.header('ETag', tag);
  return tag;
}
