import type { CallHandler, ExecutionContext, NestInterceptor, Type } from '@nestjs/common';
import { decodableQuery, takesQuery } from './exchange';
import { exactQuery } from './validate';

class NoParameters {}

/**
 * Refuses, as `ExactQuery` does, whatever stands in the query of handlers that declare no parameters; for these
 * controllers only.
 */
export class UndeclaredParameters implements NestInterceptor {
  constructor(private readonly controllers: readonly Type[]) {}

  intercept(context: ExecutionContext, next: CallHandler): ReturnType<CallHandler['handle']> {
    const controller = context.getClass();
    if (this.controllers.includes(controller) && !takesQuery(controller, context.getHandler()))
      exactQuery(NoParameters, decodableQuery(context));
    return next.handle();
  }
}
