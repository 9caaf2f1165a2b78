import { readEnvironment, StartupError } from './config/environment.js';
import { type RunningServer, startServer } from './server.js';

/** A stop that takes longer than this has failed; what is durable is so already. */
const stopWithinMs = 10_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function stopOn(server: RunningServer): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

try {
  const server = await startServer(readEnvironment(process.env), say);
  stopOn(server);
  say(`Parley ready ${server.url} key=${server.demoKey}`);
  say(`  demo  ${server.url}/demo`);
  say(`  chat  ${server.url}/chat`);
  say(`  docs  ${server.url}/docs`);
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error);
  process.exit(1);
}
