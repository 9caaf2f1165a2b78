// Imported before anything else by what a person starts, in syntax that old versions of Node.js still read.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Parley needs Node.js 20.19 or newer, and this is ${process.version}. Get a newer one from https://nodejs.org`,
  );
  process.exit(1);
}
