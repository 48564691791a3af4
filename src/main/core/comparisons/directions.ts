/** Words of a metric's name whose presence means that less is better. Looked for first: `error_score` and `f1_loss` are errors and losses. */
const lowerWords = new Set(
  (
    'loss losses error errors err mse rmse mae mape smape msle rmsle medae logloss nll perplexity ppl brier deviance divergence ' +
    'kld kl mmd wer cer eer fpr fnr fdr far frr ece mce hinge latency time seconds millis ms duration delay ' +
    'memory size bytes params flops cost regret residual residuals inertia aic bic gap drift bias misclassified mistakes false overfit'
  ).split(' ')
)
const higherWords = new Set(
  (
    'accuracy acc auc auroc auprc roc prc f1 f2 fbeta precision recall sensitivity specificity tpr tnr ppv npv hit hits r2 score scores ' +
    'map ndcg mrr iou jaccard dice bleu rouge meteor chrf mcc kappa gini lift gain profit revenue reward return returns correlation pearson spearman kendall ' +
    'likelihood elbo explained silhouette throughput qps rps coverage purity homogeneity completeness psnr ssim correct'
  ).split(' ')
)
const negations = new Set(['neg', 'negative', 'negated'])

/** Guesses from a metric's name which way is better; null where the name does not tell. `neg_…` (scikit-learn) turns it round. */
export function guessDirection(metric: string): 'higher' | 'lower' | null {
  const words = splitName(metric)
  const isLower = words.some((word) => lowerWords.has(word))
  const isHigher = words.some((word) => higherWords.has(word))
  if (!isLower && !isHigher) return null
  const isNegated = words.some((word) => negations.has(word))
  return isLower !== isNegated ? 'lower' : 'higher'
}

/** `val/LogLoss@10` → val, log, loss, 10, vallog, logloss, loss10: words, and neighbours joined. */
function splitName(metric: string): readonly string[] {
  const words = metric
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const pairs = words.slice(1).map((word, index) => `${words[index]}${word}`)
  return [...words, ...pairs]
}
