import { createHash } from 'node:crypto';
import { PUBLIC_ROUTE } from '@countersign/http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { nullAmongEnums } from './null-among-enums';
import { withSharedAnswers } from './shared-answers';
import { withTooManyRequests } from './too-many-requests';

/** In the page, twice, and in the drawing of its logo, which its script brings. */
const STYLES = [
  "'sha256-/jDKvbQ8cdux+c5epDIqkjHbXDaIY8RucT1PmAe8FG4='",
  "'sha256-eaPyLWVdqMc60xuz5bTp2yBRgVpQSoUggte1+40ONPU='",
  "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='",
];
/** Of the drawings that the page only refers to. */
const HIDDEN = "'sha256-ezdv1bOGcoOD7FKudKN0Y2Mb763O6qVtM8LT2mtanIU='";

/**
 * What the page of {@link describeApis} needs, as it was seen to: its own files, pictures in its style sheet, requests to
 * this gateway, and the styles that stand in the page itself, by their digests. A test computes those from the page.
 */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${STYLES.join(' ')}`,
  `style-src-attr 'unsafe-hashes' ${HIDDEN}`,
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the OpenAPI document of all APIs: for people at `/docs`, for programs at `/docs/openapi.json`. */
export function describeApis(app: NestFastifyApplication): void {
  // Made at the first look, so that it costs the start nothing, and once, so that nobody is held up by lookers.
  let document: OpenAPIObject | undefined;
  const once = (): OpenAPIObject => (document ??= documentOf(app));
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRoute', (route) => {
    if (/^\/docs(?![^/-])/.test(route.url)) route.config = { ...route.config, ...PUBLIC_ROUTE };
  });
  SwaggerModule.setup('docs', app, once, {
    raw: false,
    customSiteTitle: 'Countersign APIs',
    // Else the page sends the address of the document to somebody else's service.
    swaggerOptions: { validatorUrl: null },
  });
  let made: { readonly text: string; readonly tag: string } | undefined;
  const make = (): NonNullable<typeof made> => {
    const text = JSON.stringify(once());
    return { text, tag: `"${createHash('sha256').update(text).digest('base64url')}"` };
  };
  server.get('/docs/openapi.json', (request, reply) => {
    const { text, tag } = (made ??= make());
    void reply.headers({ 'cache-control': 'no-cache', etag: tag });
    if (request.headers['if-none-match'] === tag) return reply.status(304).send();
    return reply.type('application/json').send(text);
  });
}

/** The OpenAPI document of all APIs of an application, which need not run. */
export function documentOf(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Countersign')
    .setDescription(
      'Human-in-the-loop approvals. One review is seen and decided through every API: access, approvals, outputs, native.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A JWT or an API key' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'apiKey')
    .addCookieAuth('vai_token', { type: 'apiKey', in: 'cookie', name: 'vai_token' }, 'cookie')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('apiKey')
    .addSecurityRequirements('cookie')
    .build();
  return nullAmongEnums(withTooManyRequests(withSharedAnswers(SwaggerModule.createDocument(app, config))));
}
