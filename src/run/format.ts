/** Numbers and names as people read them, the same in the report, the table and in sentences. */

const counts = new Intl.NumberFormat('en-US');

/** An integer with thousands separated; with `digits`, rounded to that many significant ones. */
export function formatCount(count: number, digits?: number): string {
  const rounded = digits === undefined ? count : Number(count.toPrecision(digits));
  return counts.format(Math.round(rounded));
}

/** "1 walker", "2,000 walkers": a number of things whose plural takes an s. */
export const counted = (count: number, thing = 'walker'): string =>
  `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`;

/** A share from 0 to 1 in percent: "12.3 %", with digits enough that it is not 0 or 100 unless all. */
export function formatPercent(share: number): string {
  if (share <= 0 || share >= 1) return share <= 0 ? '0 %' : '100 %';
  const near = Math.min(share, 1 - share);
  const decimals = Math.min(13, Math.max(1, 1 - Math.floor(Math.log10(100 * near))));
  return `${(100 * share).toFixed(decimals)} %`;
}

/** Text of a number with a true minus sign. */
export const trueMinus = (text: string): string => text.replace('-', '−');

/** A number to `digits` significant digits, in powers of ten where it is very small or large. */
export function formatNumber(value: number, digits = 2): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(digits - 1);
  return value.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

/** A number to one digit beyond the leading one of its error; to six digits where that is 0. */
export function formatWithin(value: number, error: number): string {
  if (!(error > 0)) return formatNumber(value, 6);
  return value.toFixed(Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(error)))));
}

/** A sampled number to three significant digits, or to as many as its error leaves it. */
export function formatSampled(value: number, error: number): string {
  if (!(Math.abs(value) < 100 * error)) return formatNumber(value, 3);
  const text = formatWithin(value, error);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** A difference in standard errors: "−1.2", "56". */
export function formatDeviation(deviation: number): string {
  const size = Math.abs(deviation);
  const text = size < 9.95 ? size.toFixed(1) : formatCount(size);
  return deviation < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A p-value with its sign of relation: "= 0.41", "= 2.1e-9", "< 1e-300". */
export function formatPValue(p: number): string {
  return p < 1e-300 ? '< 1e-300' : `= ${formatNumber(p)}`;
}

/** Seconds as people say them: "0.4 s", "3 min 20 s", "2 h", "40 days", "300 years". */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return inSixties(whole, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return inSixties(minutes, 'h', 'min');
  const days = seconds / 86_400;
  return days < 730 ? `${formatCount(days)} days` : `${formatCount(days / 365.25)} years`;
}

/** A positive number of small units, sixty of which are a large one: "3 min 20 s", "3 min". */
function inSixties(count: number, large: string, small: string): string {
  const parts = [[Math.floor(count / 60), large] as const, [count % 60, small] as const];
  const said = parts.filter(([number]) => number > 0);
  return said.map(([number, unit]) => `${number} ${unit}`).join(' ');
}

/** "48 MB": units of a thousand, as in what the solvers say of their memory. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 9.95 && power > 0 ? value.toFixed(1) : formatCount(value)} ${units[power]}`;
}

/** "1.2 × 10¹²", or the number itself where it is short. */
export function formatPower(value: number): string {
  if (value < 1e6) return formatCount(value);
  const [digits, power] = value.toExponential(1).split('e+');
  const raised = [...power].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `${digits} × 10${raised}`;
}

/** A rate per second: "118 million/s". */
export function formatRate(perSecond: number): string {
  if (perSecond >= 1e9) return `${(perSecond / 1e9).toPrecision(3)} billion/s`;
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toPrecision(3)} million/s`;
  return `${formatCount(perSecond)}/s`;
}
