import type { INestApplication } from '@nestjs/common';
import type { z } from 'zod';
import { idMark, pathIds } from '../common/schema/id.js';
import { toDocumentSchema } from './json-schema.js';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

type PathItemObject = OpenAPIObject['paths'][string];

const description = `Chat for web pages and apps. Ids are UUIDv7 strings, times ISO 8601 in UTC, text lengths code points.
Every refusal is \`application/problem+json\` (RFC 9457) with a stable \`code\`; every answer carries \`X-Request-Id\`.`;

/** The OpenAPI document: made from the schemas that check the input. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const bearer = (text: string) => ({ type: 'http', scheme: 'bearer', description: text }) as const;
  const config = new DocumentBuilder()
    .setTitle('Parley')
    .setDescription(description)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addSecurity('operatorKey', bearer('The operator key `op_...`: tenants'))
    .addSecurity('secretKey', bearer("The secret key `sk_...` of a tenant's own server"))
    .addSecurity('userToken', { ...bearer("The access token of one user's session"), bearerFormat: 'JWT' })
    .addSecurity('publicKey', {
      type: 'apiKey',
      in: 'header',
      name: 'X-Parley-Key',
      description: 'The public key `pk_...`: names the tenant',
    })
    .addSecurity('actingUser', {
      type: 'apiKey',
      in: 'header',
      name: 'X-Parley-User',
      description: 'With a secret key: the id of the user to act for',
    })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) => toDocumentSchema(schema as z.ZodType, schemaType),
  });
  for (const path of Object.values(document.paths)) {
    nameProblems(path);
    markPathIds(path);
  }
  return document;
}

function operationsOf({ get, post, put, patch, delete: remove }: PathItemObject) {
  return [get, post, put, patch, remove].filter((operation) => operation !== undefined);
}

/** Ids in paths have no schema, which would answer a malformed one otherwise than an unknown one. */
function markPathIds(path: PathItemObject): void {
  for (const { parameters = [] } of operationsOf(path)) {
    for (const parameter of parameters) {
      if (!('in' in parameter) || parameter.in !== 'path') continue;
      const kind = pathIds[parameter.name];
      if (kind !== undefined) Object.assign((parameter.schema ??= {}), { [idMark]: kind });
    }
  }
}

/** Refusals have a media type of their own, which the decorators cannot say. */
function nameProblems(path: PathItemObject): void {
  for (const operation of operationsOf(path)) {
    for (const response of Object.values(operation.responses)) {
      const body = response && 'content' in response ? response.content : undefined;
      const json = body?.['application/json'];
      if (!body || !json?.schema || !('$ref' in json.schema) || !json.schema.$ref.endsWith('/Problem')) continue;
      body['application/problem+json'] = json;
      delete body['application/json'];
    }
  }
}
