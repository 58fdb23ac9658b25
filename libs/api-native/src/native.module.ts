import { HttpModule } from '@countersign/http';
import { Module } from '@nestjs/common';
import { StreamController } from './stream.controller';

/** The API *native*. Needs the views, provided globally by the composition root. */
@Module({ imports: [HttpModule], controllers: [StreamController] })
export class ApiNativeModule {}
