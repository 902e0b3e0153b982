/** Every shader file is valid WGSL as it stands, stand-ins included. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useAdapter } from '../support/adapter.js';

const folder = new URL('../../shaders/', import.meta.url);
const gpu = useAdapter();

describe('shaders as they stand', () => {
  for (const file of readdirSync(folder)) {
    it(`${file} compiles`, async () => {
      const code = readFileSync(new URL(file, folder), 'utf8');
      gpu.device.pushErrorScope('validation');
      const module = gpu.device.createShaderModule({ label: file, code });
      const error = await gpu.device.popErrorScope();
      const { messages } = await module.getCompilationInfo();
      expect(messages.map((m) => `${m.lineNum}: ${m.message}`)).toEqual([]);
      expect(error).toBeNull();
      if (!code.includes('@compute')) return;
      await gpu.device.createComputePipelineAsync({
        layout: 'auto',
        compute: { module, entryPoint: 'main' },
      });
    });
  }
});
