/** The OpenAPI document, as far as tests look into it. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface DocumentedOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  readonly security?: readonly object[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema: Schema;
}

export type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface Schema {
  readonly $ref?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

export interface Documented {
  /** Method and path, as `Operation.name`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly told: DocumentedOperation;
}

export function operationsOf({ paths }: ApiDocument): readonly Documented[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, told]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      told,
    })),
  );
}

/** The schema itself, where one only points to it. */
export function resolved(document: ApiDocument, schema: Schema): Schema {
  const { $ref, allOf } = schema;
  if ($ref !== undefined) {
    const found = document.components.schemas[$ref.split('/').at(-1) ?? ''];
    if (found === undefined) throw new Error(`the document has no ${$ref}`);
    return resolved(document, found);
  }
  const [only] = allOf ?? [];
  return only === undefined ? schema : { ...schema, ...resolved(document, only) };
}

export function bodySchemaOf(document: ApiDocument, { told }: Documented): Schema | null {
  const schema = told.requestBody?.content['application/json']?.schema;
  return schema === undefined ? null : resolved(document, schema);
}
