/** Sizes that may be beyond all reason, as people say them. */
import { formatCount, formatDuration } from '../../run/format.js';

const scale = (value: number, units: readonly string[]): string => {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(value) / 10)));
  const rest = value / 1024 ** power;
  return `${rest < 9.95 && power > 0 ? rest.toFixed(1) : formatCount(rest)} ${units[power]}`;
};

/** "3.2 MiB" */
export const formatBytes = (bytes: number): string =>
  scale(Math.max(1, bytes), ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']);

/** "12 s", "3 min 20 s", "5 hours", "40 days", "300 years" */
export function formatLongTime(seconds: number): string {
  if (seconds < 3600) return formatDuration(seconds);
  const hours = seconds / 3600;
  if (hours < 47.5) return `${formatCount(Math.max(2, hours))} hours`;
  const days = hours / 24;
  return days < 730 ? `${formatCount(days)} days` : `${formatCount(days / 365.25)} years`;
}

/** "1.2 × 10¹²", or the number itself where it is short. */
export function formatPower(value: number): string {
  if (value < 1e6) return formatCount(value);
  const [digits, power] = value.toExponential(1).split('e+');
  const raised = [...power].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `${digits} × 10${raised}`;
}
