/** The commands of this extension. */
export const CommandIDs = {
  askImage: 'execution-broker:ask-image',
  askWhere: 'execution-broker:ask-where',
  acceptOffer: 'execution-broker:accept-offer',
  cancelSession: 'execution-broker:cancel-session',
  openHistory: 'execution-broker:open-history',
  openResult: 'execution-broker:open-result',
  openSession: 'execution-broker:open-session',
  refresh: 'execution-broker:refresh'
} as const;
