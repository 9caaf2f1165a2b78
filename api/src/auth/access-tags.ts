import { Injectable, type OnModuleInit } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { accessKey } from '../common/http/operation.decorator.js';

/** Ends the start when a route names nobody whom it is for. */
@Injectable()
export class AccessTags implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const untagged = this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      const prototype = Object.getPrototypeOf(instance ?? {}) as Record<string, () => unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => this.isUntagged(prototype[name], metatype))
        .map((name) => `${metatype?.name ?? '?'}.${name}`);
    });
    if (untagged.length > 0) throw new Error(`These routes have no access tag: ${untagged.join(', ')}`);
  }

  private isUntagged(method: (() => unknown) | undefined, type: unknown): boolean {
    if (!method || !Reflect.hasMetadata(METHOD_METADATA, method)) return false;
    return this.reflector.getAllAndOverride(accessKey, [method, type as () => unknown]) === undefined;
  }
}
