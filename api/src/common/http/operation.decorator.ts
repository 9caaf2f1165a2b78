import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Access } from '../access/caller.js';
import { catalogue, type ErrorCode } from '../errors/catalogue.js';
import { Problem } from '../errors/problem.js';

/** Metadata key of an operation's access tag. */
export const accessKey = 'parley:access';

/** How a file is sent; any other body is JSON. */
export const multipartType = 'multipart/form-data';

/** Metadata key of the name of the field in which an operation takes a file. */
export const fileFieldKey = 'parley:file-field';

interface OperationOptions {
  /** `operationId`, unique in the API. */
  id: string;
  summary: string;
  /** Whom it is for. */
  access: Access;
  /**
   * Each success: its status and what it answers (`null` for an empty body, `'text'` for what is no JSON). The first status
   * is the usual one.
   */
  answers: Readonly<Record<number, z.ZodType | 'text' | null>>;
  /** What it can refuse with, beyond what its access tag and its input bring along. */
  errors?: readonly ErrorCode[];
  /** The name of the one field of a `multipart/form-data` body, a file; left out = JSON, or no body. */
  file?: string;
}

const credentialErrors: readonly ErrorCode[] = ['unauthenticated', 'invalid_token', 'token_expired', 'invalid_key'];
const tenantErrors: readonly ErrorCode[] = [...credentialErrors, 'origin_not_allowed', 'forbidden'];

/**
 * What every operation can refuse with. A body is read before it is known which operation it is for, so that one where
 * none is taken can be refused as a body too.
 */
const errorsOfAll: readonly ErrorCode[] = [
  'validation_failed',
  'malformed_json',
  'bad_request',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'internal_error',
  'unavailable',
];

/** What every operation that takes a file can refuse with. */
const fileErrors: readonly ErrorCode[] = [
  'malformed_multipart',
  'file_too_large',
  'unsupported_type',
  'request_timeout',
  'overloaded',
];

/** A secret key may act for a user, who must be there. */
const actingErrors: readonly ErrorCode[] = [...tenantErrors, 'key_in_browser', 'banned', 'user_not_found'];

const errorsOfAccess: Record<Access, readonly ErrorCode[]> = {
  none: [],
  operator: [...credentialErrors, 'forbidden', 'key_in_browser'],
  server: [...tenantErrors, 'key_in_browser'],
  // The user that a secret key names is looked up here too.
  key: [...tenantErrors, 'key_in_browser', 'user_not_found'],
  reader: actingErrors,
  user: [...actingErrors, 'user_required'],
  actor: actingErrors,
};

/** Names of the security schemes in `openapi-document.ts`; each list is one way of being allowed. */
const securityOfAccess: Record<Access, readonly Record<string, string[]>[]> = {
  none: [],
  operator: [{ operatorKey: [] }],
  server: [{ secretKey: [] }],
  key: [{ publicKey: [] }, { userToken: [] }, { secretKey: [] }],
  reader: [{ userToken: [] }, { publicKey: [] }, { secretKey: [] }, { secretKey: [], actingUser: [] }],
  user: [{ userToken: [] }, { secretKey: [], actingUser: [] }],
  actor: [{ userToken: [] }, { secretKey: [] }, { secretKey: [], actingUser: [] }],
};

/** Declares one REST operation whole: who may call it, what it answers, how it refuses; the document is made from it. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { id, summary, access, answers, errors = [], file } = options;
  const ofFile = file === undefined ? [] : fileErrors;
  const codes = new Set<ErrorCode>([...errorsOfAccess[access], ...errors, ...ofFile, ...errorsOfAll]);
  const successes = Object.keys(answers).map(Number);
  return applyDecorators(
    SetMetadata(accessKey, access),
    HttpCode(successes[0] ?? 200),
    ApiOperation({ operationId: id, summary }),
    ...securityOfAccess[access].map((requirement) => ApiSecurity(requirement)),
    ...successes.map((status) => {
      return ApiResponse({ status, description: describe(status), ...contentOf(answers[status] ?? null) });
    }),
    ...refusals(codes),
    ...(file === undefined ? [] : takesFile(file)),
  );
}

function takesFile(field: string): MethodDecorator[] {
  const properties = { [field]: { type: 'string', format: 'binary' } };
  return [
    SetMetadata(fileFieldKey, field),
    ApiConsumes(multipartType),
    ApiBody({ required: true, schema: { type: 'object', properties, required: [field], additionalProperties: false } }),
  ];
}

const contentOf = (answer: z.ZodType | 'text' | null) => {
  if (answer === 'text') return { content: { 'text/plain': { schema: { type: 'string' as const } } } };
  return answer ? { standardSchema: answer } : {};
};

function describe(status: number): string {
  return status === 201 ? 'Made' : status === 204 ? 'Done' : status === 202 ? 'Accepted' : 'The answer';
}

function refusals(codes: ReadonlySet<ErrorCode>): MethodDecorator[] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = catalogue[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, list]) =>
      ApiResponse({
        status,
        description: list.map((code) => `\`${code}\``).join(', '),
        standardSchema: Problem,
      }),
    );
}
