import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { type ApiDocument, bodySchemaOf, type Content, type Documented, type Schema } from '../api-document';
import type { Answer } from '../whole-app';
import type { Attempt } from './requests';

/** Checks of an answer against the document, by the names that Schemathesis gives them. */
export class Checks {
  private readonly ajv = addFormats(
    new Ajv({ strict: false, allErrors: true, validateSchema: false, code: { optimize: false } }),
  );
  private readonly compiled = new Map<Schema, ValidateFunction>();

  constructor(private readonly document: ApiDocument) {
    this.ajv.addSchema({ $id: 'document', ...(asJsonSchema(document) as object) });
  }

  /** What is wrong with an answer; null where nothing is. */
  problemOf(documented: Documented, attempt: Attempt, answer: Answer): string | null {
    const { status, text } = answer;
    const shown = `${status} ${text.slice(0, 300)}`;
    if (status >= 500) return `not_a_server_error: ${shown}`;
    const told = documented.told.responses[String(status)];
    if (told === undefined) return `status_code_conformance: ${status} is not documented: ${shown}`;
    const type = String(answer.headers['content-type'] ?? '').split(';', 1)[0] ?? '';
    const content = told.content ?? {};
    if (text !== '' && content[type] === undefined)
      return `content_type_conformance: ${type} is not documented for ${status}`;
    const mismatch = this.mismatch(content, type, answer);
    if (mismatch !== null) return `response_schema_conformance: ${mismatch}: ${shown}`;
    const isRefused = status === 400 || status === 422;
    if (attempt.isGood && isRefused && isOfForm(text)) return `positive_data_acceptance: ${shown}`;
    if ((attempt.isBad || this.lacksForm(documented, attempt)) && status < 400)
      return `negative_data_rejection: ${shown}`;
    return null;
  }

  /** Something that is needed is not there; to our own API, which takes nothing for anything else, also other types. */
  private lacksForm(documented: Documented, { body }: Attempt): boolean {
    const schema = bodySchemaOf(this.document, documented);
    if (schema === null) return false;
    const isOurs = documented.path.startsWith('/v1/');
    return this.errorsOf(schema, readAs(body)).some(
      ({ keyword }) => keyword === 'required' || (isOurs && (keyword === 'type' || keyword === 'enum')),
    );
  }

  private mismatch(content: Content, type: string, { text, body }: Answer): string | null {
    const schema = content[type]?.schema;
    if (schema === undefined || text === '') return null;
    switch (type) {
      case 'text/event-stream':
        return messagesIn(text).every(isJson) ? null : 'a message whose data is no JSON';
      case 'application/x-ndjson':
        return linesIn(text).every(isJson) ? null : 'a line that is no JSON';
      case 'text/plain':
        return this.invalid(schema, text);
      default:
        return this.invalid(schema, body);
    }
  }

  private invalid(schema: Schema, body: unknown): string | null {
    const errors = this.errorsOf(schema, body);
    return errors.length === 0 ? null : this.ajv.errorsText([...errors], { dataVar: 'body' });
  }

  private errorsOf(schema: Schema, value: unknown): readonly ErrorObject[] {
    const known = this.compiled.get(schema);
    const validate = known ?? this.ajv.compile(withRefs(asJsonSchema(schema)) as object);
    this.compiled.set(schema, validate);
    return validate(value) ? [] : (validate.errors ?? []);
  }
}

/** Text is sent as it is. What is no JSON is refused anyhow, and no body at all is taken for an empty object. */
function readAs(body: unknown): unknown {
  if (body === undefined || body === '') return {};
  return typeof body === 'string' && isJson(body) ? (JSON.parse(body) as unknown) : body;
}

/** Refusals of what is written, rather than of what it would mean. */
const isOfForm = (text: string): boolean =>
  /Input should|Field required|no such (field|parameter)|valid (string|integer|boolean)/.test(text);

const linesIn = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

const messagesIn = (text: string): readonly string[] =>
  [...text.matchAll(/^data: ?(.*)$/gm)].map(([, data]) => data ?? '');

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** OpenAPI 3.0 has `nullable` where JSON Schema has the type `null`. */
function asJsonSchema(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(asJsonSchema);
  if (part === null || typeof part !== 'object') return part;
  const {
    nullable,
    example: _,
    ...schema
  } = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, asJsonSchema(value)]));
  if (nullable !== true) return schema;
  // A text that is too long is still none of another type.
  const { type } = schema as Schema;
  const isPlain = ['string', 'integer', 'number', 'boolean'].includes(type ?? '') && !('enum' in schema);
  return isPlain ? { ...schema, type: [type, 'null'] } : { anyOf: [{ type: 'null' }, schema] };
}

function withRefs(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withRefs);
  if (part === null || typeof part !== 'object') return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      key === '$ref' ? `document${String(value)}` : withRefs(value),
    ]),
  );
}
