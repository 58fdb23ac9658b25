import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { nullAmongEnums } from './null-among-enums';
import { withSharedAnswers } from './shared-answers';

/** Serves the OpenAPI document of all APIs: for people at `/docs`, for programs at `/docs/openapi.json`. */
export function describeApis(app: NestFastifyApplication): void {
  // Made at the first look, so that it costs the start nothing.
  SwaggerModule.setup('docs', app, () => documentOf(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    yamlDocumentUrl: 'docs/openapi.yaml',
    customSiteTitle: 'Countersign APIs',
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
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addCookieAuth('vai_token', { type: 'apiKey', in: 'cookie', name: 'vai_token' }, 'cookie')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('cookie')
    .build();
  return nullAmongEnums(withSharedAnswers(SwaggerModule.createDocument(app, config)));
}
