import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    include: ['{bin,commands,src,test,knowledge}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: files that start databases, browsers and nodes would only push each other about.
    maxWorkers: 2,
  },
});
