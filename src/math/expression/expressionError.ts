/** What is wrong with the text of an expression, and where. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';

  /** `column` is 1-based and counts UTF-16 units, as editors do. */
  constructor(
    message: string,
    readonly column: number,
  ) {
    super(message);
  }
}
