import { randomUUID } from 'node:crypto';
import { CurrentExchange, type Exchange, Failed, ReviewReads } from '@countersign/http';
import { barredFrom } from '@countersign/review';
import { Controller, HttpCode, Inject, Optional, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOperation, ApiProperty, ApiSchema, ApiTags } from '@nestjs/swagger';
import { WRITTEN_MANY } from '../answer-headers';
import { MayAnswer, Problems } from '../described';
import * as agents from './agent-scenes';
import * as databases from './database-scenes';
import { DEMO_CAST, type DemoCast } from './demo-cast';
import { ruleForProduction } from './demo-rule';
import { DemoStage, SceneRefused } from './demo-stage';

const SCENES = Object.entries({ ...databases, ...agents });

interface Played {
  readonly stage: DemoStage;
  readonly refused: readonly RefusedScene[];
  /** What no rule of the workspace explains. */
  readonly failure: PromiseRejectedResult | null;
}

@ApiSchema({ name: 'RefusedScene' })
class RefusedScene {
  @ApiProperty({ example: 'amendedDiff' })
  scene!: string;
  @ApiProperty({ description: 'Of the refusal', example: 'reason-required' })
  code!: string;
}

@ApiSchema({ name: 'DemoData' })
class DemoBody {
  @ApiProperty({ type: [String], description: 'The ids of the reviews that were made' })
  reviews!: readonly string[];
  @ApiProperty({
    type: [RefusedScene],
    description: 'What ended early because the rules of the workspace do not let it go on',
  })
  refused!: readonly RefusedScene[];
}

/** Something to look at, where there is nothing yet. */
@ApiTags('native')
@Problems()
@Controller('v1')
export class DemoController {
  /** By workspace: whoever presses twice makes one set. */
  readonly #playing = new Map<string, Promise<Played>>();

  constructor(
    private readonly bus: CommandBus,
    private readonly reads: ReviewReads,
    @Optional() @Inject(DEMO_CAST) private readonly cast: DemoCast | null = null,
  ) {}

  @Post('demo')
  @HttpCode(201)
  @ApiOperation({
    operationId: 'makeDemoData',
    summary: 'Make some reviews to look at; in development only',
    description:
      'The development principals ask and decide in the workspace of the caller, as they would do it themselves. ' +
      'Each time it is another set. With a rule, where the caller may set one.',
  })
  @ApiCreatedResponse({ type: DemoBody, headers: WRITTEN_MANY })
  @MayAnswer('foreign-origin', 'not-eligible', 'insufficient-scope', 'not-found')
  async make(@CurrentExchange() exchange: Exchange): Promise<DemoBody> {
    const { caller } = exchange;
    if (this.cast === null) throw new Failed({ kind: 'no-such-route' });
    const code = barredFrom('ask', caller);
    if (code !== null) throw new Failed({ kind: 'refused', refusal: { code }, review: null });
    const playing = this.#playing.get(caller.workspace) ?? this.play(exchange, this.cast);
    const { stage, refused, failure } = await playing;
    this.reads.wrote(exchange, stage.position);
    if (failure !== null) throw failure.reason;
    return { reviews: stage.made, refused };
  }

  private play({ caller, request }: Exchange, cast: DemoCast): Promise<Played> {
    const { workspace } = caller;
    const play = async (): Promise<Played> => {
      const stage = new DemoStage(this.bus, await cast(workspace), request, randomUUID().slice(0, 8));
      const rule = barredFrom('manageRules', caller) === null ? [() => ruleForProduction(stage, caller)] : [];
      const first = await Promise.allSettled(rule.map((set) => set()));
      const ends = await Promise.allSettled(SCENES.map(([, scene]) => scene(stage)));
      const bad = [...first, ...ends].filter((end) => end.status === 'rejected');
      return {
        stage,
        refused: ends.flatMap((end, index) => {
          const code = end.status === 'rejected' ? codeOf(end.reason) : null;
          return code === null ? [] : [{ scene: SCENES[index]?.[0] ?? '', code }];
        }),
        failure: bad.find(({ reason }) => codeOf(reason) === null) ?? null,
      };
    };
    const playing = play().finally(() => this.#playing.delete(workspace));
    this.#playing.set(workspace, playing);
    return playing;
  }
}

const codeOf = (error: unknown): SceneRefused['code'] | null =>
  error instanceof SceneRefused ? error.code : null;
