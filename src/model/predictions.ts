/** What a sampled density can be held against, by the name that experiment files use. */

export interface PredictionEntry {
  /** What it is called in sentences. */
  readonly title: string;
  readonly sentence: string;
}

export const predictions = {
  masterEquation: {
    title: 'master equation',
    sentence: 'The average of the maps of all minibatches, exact at any learning rate.',
  },
  fokkerPlanck: {
    title: 'Fokker–Planck',
    sentence: 'Order 1, the diffusion limit: drift −∇L and diffusion ηC/2.',
  },
  fokkerPlanckDiscrete: {
    title: 'discrete Fokker–Planck',
    sentence:
      'The Kramers–Moyal expansion of one step cut after the raw second moment, advanced step by step.',
  },
  fokkerPlanckOrder2: {
    title: 'Fokker–Planck of order 2',
    sentence: 'Drift −∇(L + η|∇L|²/4) and diffusion ηC/2: means right to order η².',
  },
  fokkerPlanckTemperature: {
    title: 'Fokker–Planck at a temperature',
    sentence: 'Drift −∇L and the constant diffusion that ηC/2 has at the lowest minimum.',
  },
  closedForm: {
    title: 'closed form',
    sentence: 'Mean and covariance, exact, where every loss is quadratic.',
  },
} as const satisfies Record<string, PredictionEntry>;

export const predictionNames = Object.keys(predictions) as (keyof typeof predictions)[];

/** The predictions that give densities; closed forms give moments alone. */
export const withDensities = <Name extends keyof typeof predictions>(
  names: readonly Name[],
): Exclude<Name, 'closedForm'>[] =>
  names.filter((name): name is Exclude<Name, 'closedForm'> => name !== 'closedForm');
