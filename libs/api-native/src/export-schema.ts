import { check, IsOptional, type Position, positionOf } from '@countersign/http';

const isPosition = (given: unknown): boolean => positionOf(String(given)) !== undefined;

/** Which part of the log is exported. */
export class ExportQuery {
  @IsOptional()
  @check('int_parsing', 'Input should be a position of the log', isPosition)
  from?: string;

  @IsOptional()
  @check('int_parsing', 'Input should be a position of the log', isPosition)
  to?: string;
}

export const placeIn = (text: string | undefined): Position | null =>
  text === undefined ? null : (positionOf(text) ?? null);
