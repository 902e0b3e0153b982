/** The machine's fault: no adapter, a missing limit (with both numbers), a lost device. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
}

/** The device has no room: opening it again would give no more. */
export class DeviceMemoryError extends DeviceError {}

/** The author's fault: generated WGSL that does not compile. */
export class ShaderError extends Error {
  override readonly name = 'ShaderError';
  constructor(
    readonly kernel: string,
    message: string,
    readonly excerpt: string,
  ) {
    super(`kernel ${kernel}: ${message}\n${excerpt}`);
  }
}
