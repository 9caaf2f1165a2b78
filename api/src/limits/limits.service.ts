import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { RoomsConfig } from '../config/rooms.config.js';
import { commandsPerSecond } from '../delivery/command-rate.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { type Limits, sizes } from './limits.schema.js';
import {
  accountsPerAddress,
  maxAppendsPerSecond,
  maxChangesPerMinute,
  maxListingsPerMinute,
  maxReportsPerHour,
  maxSearchesPerMinute,
  recipientsPerAddress,
} from './rate-limits.js';

/** Tells callers what holds for them. */
@Injectable()
export class LimitsService {
  constructor(
    private readonly tenants: TenantDirectory,
    private readonly rooms: RoomsConfig,
  ) {}

  /**
   * Every limit and size in force for the caller, the ways in, what becomes of those who leave, and the tenant's name; the
   * tenant's own server is not limited by address.
   */
  async get(caller: TenantCaller): Promise<Limits> {
    const { name: tenantName, settings } = await this.tenants.require(caller.tenantId);
    const { limits, signUp, guests, emailRequired, deletedUsers, editWindowMinutes, links } = settings;
    const { loginAttemptsPerHour: attempts, mailsPerHour: mails } = limits;
    return {
      tenantName,
      signUp,
      guests,
      emailRequired,
      deletedUsers,
      editWindowMinutes,
      links,
      ...limits,
      accountsPerHourPerIp: limits.guestsPerHourPerIp,
      loginAttemptsPerHourPerIp: attempts === null ? null : attempts * accountsPerAddress,
      mailsPerHourPerIp: mails === null ? null : mails * recipientsPerAddress,
      changesPerMinute: maxChangesPerMinute,
      searchesPerMinute: maxSearchesPerMinute,
      listingsPerMinutePerIp: maxListingsPerMinute,
      reportsPerHour: maxReportsPerHour,
      appendsPerSecond: maxAppendsPerSecond,
      commandsPerSecond,
      ...(isServer(caller) ? unlimited : {}),
      ...sizes,
      membersPerRoom: this.rooms.maxMembers,
    };
  }
}

/** What the tenant's server is not limited in. */
const unlimited = {
  guestsPerHourPerIp: null,
  exchangesPerHourPerIp: null,
  accountsPerHourPerIp: null,
  loginAttemptsPerHourPerIp: null,
  mailsPerHourPerIp: null,
  connectionsPerIp: null,
  changesPerMinute: null,
  searchesPerMinute: null,
  listingsPerMinutePerIp: null,
  reportsPerHour: null,
  appendsPerSecond: null,
} satisfies Partial<Limits>;
