/**
 * The content security policy of the built app: as a tag of the page itself, so that it holds on
 * any static host, and as the header with which `npm run preview` and the tests serve it.
 */
import type { Plugin } from 'vite';

/** Nothing from elsewhere, no inline script or style, no code made of text. */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  // Pictures of drawings on their way to a PNG, and files on their way to the user.
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  // The icons of lil-gui.
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Puts the policy into the built page, before anything that it is to hold for. */
export function contentPolicyTag(): Plugin {
  return {
    name: 'content-policy-tag',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentPolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/**
 * Tells a library that generators exist, which it would find out by eval: refused, it would take
 * another way than in Node, and each page would report a violation.
 */
export function withoutEval(): Plugin {
  const probe = /@stdlib\/assert-has-generator-support\/(?:lib|dist)\/index\.js$/;
  return {
    name: 'without-eval',
    enforce: 'pre',
    transform: (_, id) =>
      probe.test(id) ? 'module.exports = function hasGeneratorSupport() { return true; };' : null,
  };
}
