/** A style sheet that is loaded for what it does. */
declare module 'katex/dist/katex.min.css';
