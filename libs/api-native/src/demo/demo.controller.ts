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
import { DemoStage } from './demo-stage';

const { ruleForProduction, ...ofDatabases } = databases;
const SCENES = [...Object.values(ofDatabases), ...Object.values(agents)];

@ApiSchema({ name: 'DemoData' })
class DemoBody {
  @ApiProperty({ type: [String], description: 'The ids of the reviews that were made' })
  reviews!: readonly string[];
}

/** Something to look at, where there is nothing yet. */
@ApiTags('native')
@Problems()
@Controller('v1')
export class DemoController {
  /** By workspace: whoever presses twice makes one set. */
  readonly #playing = new Map<string, Promise<DemoStage>>();

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
      'Each time it is another set.',
  })
  @ApiCreatedResponse({ type: DemoBody, headers: WRITTEN_MANY })
  @MayAnswer('foreign-origin', 'not-eligible', 'insufficient-scope', 'not-found')
  async make(@CurrentExchange() exchange: Exchange): Promise<DemoBody> {
    const { caller } = exchange;
    if (this.cast === null) throw new Failed({ kind: 'no-such-route' });
    const code = barredFrom('ask', caller);
    if (code !== null) throw new Failed({ kind: 'refused', refusal: { code }, review: null });
    const playing = this.#playing.get(caller.workspace) ?? this.play(exchange, this.cast);
    const stage = await playing;
    this.reads.wrote(exchange, stage.position);
    return { reviews: stage.made };
  }

  private play({ caller: { workspace }, request }: Exchange, cast: DemoCast): Promise<DemoStage> {
    const play = async (): Promise<DemoStage> => {
      const stage = new DemoStage(this.bus, await cast(workspace), request, randomUUID().slice(0, 8));
      await ruleForProduction(stage);
      await Promise.all(SCENES.map((scene) => scene(stage)));
      return stage;
    };
    const playing = play().finally(() => this.#playing.delete(workspace));
    this.#playing.set(workspace, playing);
    return playing;
  }
}
