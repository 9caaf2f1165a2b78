import { describe, expect, it } from '@jest/globals';
import { readEnvironment, StartupError } from './environment.js';

function faultOf(env: NodeJS.ProcessEnv): string {
  try {
    readEnvironment(env);
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message;
  }
  throw new Error('it was taken');
}

describe('the environment', () => {
  it('need not be set at all: everything has a default that runs on a laptop', () => {
    expect(readEnvironment({})).toEqual({
      PORT: 4000,
      HOST: '127.0.0.1',
      TRUST_PROXY: false,
      PARLEY_DATA_DIR: '.parley',
      PARLEY_MAX_ROOM_MEMBERS: 100_000,
      LOG_LEVEL: 'info',
    });
  });

  it('is taken as it is set', () => {
    const given = {
      PORT: '0',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://chat.example.com//',
      DATABASE_URL: 'postgresql://ada:secret@db:5432/parley?sslmode=require',
      REDIS_URL: 'rediss://:secret@redis:6380',
      PARLEY_DATA_DIR: '/var/lib/parley',
      PARLEY_OPERATOR_KEY: `op_${'a'.repeat(32)}`,
      PARLEY_JWT_SECRET: 'b'.repeat(32),
      PARLEY_INSTALLATION_KEY: 'c'.repeat(32),
      STORAGE_URL: 'file:///srv/parley%20files',
      SMTP_URL: 'smtps://ada:secret@mail.example.com:465?requireTLS=true',
      MAIL_FROM: 'chat@example.com',
      PARLEY_MAX_ROOM_MEMBERS: '500',
      LOG_LEVEL: 'debug',
    };
    expect(readEnvironment(given)).toEqual({
      ...given,
      PORT: 0,
      PUBLIC_URL: 'https://chat.example.com',
      TRUST_PROXY: false,
      PARLEY_MAX_ROOM_MEMBERS: 500,
    });
  });

  it('takes an empty variable as one that is not set, as compose files make them', () => {
    expect(readEnvironment({ PORT: '', DATABASE_URL: '', PARLEY_UNHEARD_OF: '' })).toEqual(readEnvironment({}));
  });

  it('leaves alone what is not ours', () => {
    expect(readEnvironment({ HOME: '/root', PARLE: 'x', MY_PARLEY_KEY: 'x' })).toEqual(readEnvironment({}));
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', ' '],
    ['PUBLIC_URL', 'parley.invalid'],
    ['PUBLIC_URL', 'ftp://chat.example.com'],
    ['DATABASE_URL', 'mysql://localhost/parley'],
    ['DATABASE_URL', 'localhost:5432'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'http://localhost:6379'],
    ['TRUST_PROXY', 'nginx'],
    ['TRUST_PROXY', '10.0.0.0/99'],
    ['PARLEY_OPERATOR_KEY', 'op_short'],
    ['PARLEY_OPERATOR_KEY', `sk_${'a'.repeat(40)}`],
    ['PARLEY_JWT_SECRET', 'too short'],
    ['PARLEY_INSTALLATION_KEY', 'too short'],
    ['PARLEY_MAX_ROOM_MEMBERS', '1'],
    ['PARLEY_MAX_ROOM_MEMBERS', '1000001'],
    ['PARLEY_MAX_ROOM_MEMBERS', 'many'],
    ['STORAGE_URL', '/srv/files'],
    ['STORAGE_URL', 's3://bucket/files'],
    ['STORAGE_URL', 'https://files.example.com'],
    ['STORAGE_URL', 'file:///'],
    ['STORAGE_URL', 'file://host/files'],
    ['STORAGE_URL', 'file:%00'],
    ['STORAGE_URL', 'file:%E0%A4%A'],
    ['SMTP_URL', 'mail.example.org:25'],
    ['SMTP_URL', 'http://mail.example.com'],
    ['SMTP_URL', 'smtp://'],
    ['SMTP_URL', 'smtp://mail.example.com?debug=true'],
    ['MAIL_FROM', 'Chat <chat@example.com>'],
    ['MAIL_FROM', 'chat'],
    ['LOG_LEVEL', 'loud'],
  ])('names %s when it is %j, and does not repeat the value', (name, value) => {
    const fault = faultOf({ [name]: value });
    expect(fault).toMatch(new RegExp(`^Bad environment:\\n {2}${name}: .+$`));
    if (value.length > 4) expect(fault).not.toContain(value);
  });

  it('names a variable of ours that does not exist, so that a misspelt one is not silently without effect', () => {
    expect(faultOf({ PARLEY_DATADIR: '/srv' })).toContain('PARLEY_DATADIR: no such variable');
  });

  it('names all that is wrong at once', () => {
    const fault = faultOf({ PORT: 'x', LOG_LEVEL: 'x', PARLEY_X: 'x' });
    expect(['PORT', 'LOG_LEVEL', 'PARLEY_X'].every((name) => fault.includes(`  ${name}: `))).toBe(true);
  });

  it.each([
    ['true', true],
    ['false', false],
    ['2', 2],
    ['10.0.0.0/8, loopback', '10.0.0.0/8, loopback'],
  ])('reads TRUST_PROXY %j as Express does', (given, taken) => {
    expect(readEnvironment({ TRUST_PROXY: given }).TRUST_PROXY).toBe(taken);
  });
});
