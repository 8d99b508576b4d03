// The words of those who search, where the book says it in another way.
//
// Names that a term really has stand in the glossary, which the search reads as well;
// here is the rest. Each line: what is typed, and what that may be called in the book,
// both with commas between. Spaces, hyphens, capitals and plurals make no difference.
"use strict";

const WORDS = {
  // Words that carry nothing: a section need not have them.
  idle: `
    a an the of to in on at for from by with as into than then that this these those
    it its is isn are aren am was were be been do does doesn did don can could should
    shall will would may might must has have had not no and or but if so t s i me my we
    our you your what which who whose why how when where whether there here any some
    very just only also too always never use used using get got getting give given make
    made need want know tell find please help difference different differ between versus
    vs v compared explain understand understanding meaning work happen happens cause
    reach reaches go goes going become becomes problem question answer way thing while during data
    dataset function import self py np
    왜 뭐 무엇 무엇인가 뭔가요 어떻게 언제 어떤 어느 차이 차이점 뜻 의미 이유 방법 사용 함수
    하는 되는 것 수 때 및 또는 그리고`,

  // Words that say where a question arose or how many there were, and not what it is.
  slight: `
    keras tensorflow tf torch pytorch jax optax sklearn scikit-learn
    two three four five six seven eight nine ten`,

  // A title that says the one does not answer who asks for the other alone.
  opposite: [["rises", "falls"]],

  asked: [
    // A curve is described by what it does, in more words than the book has for it.
    ["decrease, go down, goes down, going down, drop, reduce", "falls, lower"],
    ["increase, go up, goes up, going up, grow, climb", "rises, grows"],
    [
      "stuck, not changing, does not change, constant, stagnates, frozen, flat, not decreasing, " +
        "not going down, does not go down, not improving, not learning, not training, not converging, " +
        "does not decrease, does not improve, does not learn, does not converge, doesn't decrease, " +
        "doesn't improve, doesn't learn, doesn't converge, won't decrease, stays, remains",
      "stuck, levels off, plateau, does not change, does not decrease",
    ],
    ["improve, improves, improving", "better"],
    ["oscillate, zigzag, bounce, fluctuate, spike, jump, unstable, noisy loss", "jumps over, oscillates"],
    ["explode, blow up, diverge", "grows without, growing, overflow"],
    ["average", "mean"],
    ["below zero, less than zero, minus loss", "negative, below 0"],
    ["never zero, not zero, reach zero, reach 0", "floor, minimum"],
    ["smaller than, lower than, less than", "below"],
    ["larger than, greater than, higher than, more than", "above"],
    ["inf, infinity", "inf, infinite, overflow"],
    ["stable, stability", "overflow, exact"],
    ["dying, dead", "saturated, slope 0"],
    ["wrong value, incorrect", "wrong"],

    // The course of training.
    ["validation loss, val loss, test loss", "validation loss, validation cost, test cost"],
    ["training loss, train loss", "training loss, training cost"],
    ["validation accuracy, val accuracy, val acc, test accuracy", "validation accuracy, accuracy"],
    ["acc", "accuracy"],
    ["regularization, regularizer", "penalty"],
    ["step size, lr", "learning rate"],
    ["ridge", "L2 penalty"],
    ["lasso", "L1 penalty"],
    ["bayesian", "prior, posterior"],
    ["ground truth, gold label", "truth"],
    ["random guessing, random guess", "chance, base rate"],
    ["sum or mean, mean or sum", "reduction, mean sum"],
    ["initialization, init", "start"],
    [
      "first loss, initial loss, starting loss, loss at the start, loss at initialization",
      "first loss, at the start",
    ],
    ["linear scaling rule", "linear scaling rule, batch twice as large"],
    ["wrong accuracy, accuracy wrong, accuracy computed wrong, accuracy is wrong", "metric"],

    // Which loss, and why this one.
    [
      "which loss, which loss function, what loss, what loss function, choose a loss, " +
        "choose loss, choose the loss, choose a loss function, choose loss function, " +
        "choose the loss function, pick a loss, pick a loss function, pick loss, " +
        "pick loss function, select a loss, select a loss function, select loss, select loss function, " +
        "best loss function, right loss function, loss selection, loss function selection, choosing a loss, " +
        "choosing a loss function, 어떤 손실, 어떤 손실 함수, 손실 함수 선택",
      "five questions, which loss",
    ],
    ["why cross-entropy", "why the logarithm, why not MSE for classification"],

    // Data and labels.
    ["imbalance, unbalanced, skewed", "class imbalance, imbalanced, rare class"],
    ["noisy labels, label noise, mislabeled", "wrong label"],
    ["soft labels, soft targets", "not one-hot, label smoothing"],
    ["missing labels, unlabeled", "empty cell"],
    ["cutoff, cut off", "threshold"],
    ["trust, reliable", "calibration"],
    ["metric", "distance, accuracy"],
    ["weighted loss, weighted cross-entropy, weighted softmax", "class weight, weight"],
    ["calibrate, recalibrate", "calibration, undo"],
    ["log transform, log transformed, log target", "log of the target, logarithmic scale"],

    // Names, as libraries and courses spell them.
    ["error function", "loss"],
    ["cross-entropy, log loss", "negative log-likelihood"],
    ["kl divergence", "KL"],
    ["xent, ce loss", "cross-entropy"],
    [
      "categorical crossentropy, sparse categorical crossentropy",
      "categorical crossentropy, sparse categorical crossentropy, cross-entropy of classes",
    ],
    ["bce with logits, sigmoid cross entropy", "binary_cross_entropy_with_logits, binary cross-entropy"],
    ["mse, mse loss, mean squared error", "squared error, mse_loss"],
    ["mae, mae loss, mean absolute error", "absolute error, l1_loss"],
    ["msle", "RMSLE"],
    ["nll loss", "nll_loss"],
    ["smooth l1 loss", "smooth_l1_loss, smooth L1"],
    ["pos weight", "weight on yes"],
    ["svm", "support vector machine, hinge"],
    ["differentiable, non differentiable", "kink, subgradient"],
    ["derivative, derivation, derive, derivitive", "gradient, slope"],
    ["log", "logarithm"],
    ["torch, nn, f", "PyTorch"],
    ["tensorflow, tf", "Keras"],
    ["sklearn", "scikit-learn"],
    ["jax", "optax"],

    // Korean words that are no terms of the glossary, and other spellings of its terms.
    ["로스", "loss"],
    ["음수, 마이너스", "negative"],
    ["분류", "classification"],
    ["이진 분류", "binary cross-entropy"],
    ["다중 분류, 다중 클래스", "softmax"],
    ["회귀", "regression"],
    ["불균형", "class imbalance"],
    ["가중치", "weight"],
    ["델타", "delta"],
    ["감마", "gamma"],
    ["미분, 도함수", "derivative, gradient"],
    ["강한, 강건한, 둔감한", "robust"],
    ["로그", "logarithm"],
    ["자연로그, 자연로그 밑", "natural logarithm"],
    ["지수", "exponential"],
    ["확률", "probability"],
    ["예측", "prediction"],
    ["합", "sum"],
    ["두 번, 두번", "twice"],
    ["최솟값, 최소값, 최소", "minimum"],
    ["배치", "batch"],
    ["거리", "distance"],
    ["비대칭, 대칭", "symmetric"],
    ["발산", "divergence, diverges"],
    ["정규화", "penalty"],
    ["학습, 훈련", "training"],
    ["검증", "validation"],
    ["검증 손실, 테스트 손실", "validation loss, validation cost"],
    ["학습 손실, 훈련 손실", "training loss, training cost"],
    ["낮다, 낮은, 작다, 작은", "below, lower"],
    ["높다, 높은, 크다, 큰", "above"],
    ["증가, 커지, 올라, 상승", "rises, grows"],
    ["감소, 작아지, 내려, 떨어, 줄어, 하락", "falls"],
    ["진동", "oscillates, jumps over"],
    ["폭발", "growing, overflow"],
    [
      "정체, 멈춤, 멈춰, 멈추, 고정, 그대로, 안 줄, 안 떨어, 안 내려, 안 변, 줄지 않, 줄어들지 않, " +
        "떨어지지 않, 내려가지 않, 감소하지 않, 변하지 않, 오르지 않, 올라가지 않",
      "stuck, levels off, plateau, does not change, does not decrease",
    ],
  ],
};
