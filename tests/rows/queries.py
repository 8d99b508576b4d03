"""What people type into the search, and where one of the first three results leads.

A row: the words as they are typed, and one or more places, each of which is right. A
place is the beginning of a page's name, ``#``, and the beginning of an anchor there.
The place of a section also stands for the boxes and exercises in it.
``tests/book/test_search.py`` asks all of them in one visit to the search page.
"""

QUERIES: dict[str, tuple[str, ...]] = {
    # A question may be typed as a question.
    "why is my loss negative?": ("03#real-data-the-mass",),
    "should I use softmax before CrossEntropyLoss?": (
        "02#from-logits",
        "09#crossentropyloss",
    ),
    "how do I choose delta of huber?": ("07#is-in-the-units",),
    "the loss goes down but accuracy does not improve": ("01#downhill",),
    "why not MSE for classification": ("05#why-not-mse",),
    # What is added to a name by a framework, and how it is cut into words.
    "bce with logits": ("06#from-logits", "09#crossentropyloss"),
    "optax.softmax_cross_entropy_with_integer_labels": ("09#the-same-name",),
    "sparse categorical crossentropy": ("09#",),
    # A number may have fewer digits than in the book, or more.
    "loss stuck at .69": ("reading-a-loss-curve#stuck-at-0-693",),
    "2.3026": ("reading-a-loss-curve#stuck-at-0-693", "reading-a-loss-curve#exactly"),
    # Other names of the same thing.
    "MAE": ("glossary#term-mean-absolute-error",),
    "L2 loss": ("glossary#term-squared-error", "09#the-same-name"),
    "svm probability": ("08#a-score-is-not",),
    "imbalanced dataset": ("06#imbalance", "06#class-weights"),
    # Korean words have endings, and may be written together.
    "크로스엔트로피란": ("glossary#term-cross-entropy",),
    "손실함수와 비용함수의 차이": ("01#loss-cost-objective",),
    "소프트맥스를 왜 사용하나요": ("02#", "glossary#term-softmax"),
    "학습률이 너무 크면": ("01#the-learning-rate",),
    # A curve may rise and another too; the opposite case has the same words.
    "validation loss increases while validation accuracy increases": (
        "reading#validation-loss-rises-accuracy-does-not",
        "02#the-validation-loss-rises",
    ),
    "검증 손실은 증가하는데 검증 정확도도 증가": (
        "reading#validation-loss-rises-accuracy-does-not",
        "02#the-validation-loss-rises",
    ),
    # A library, or a number of classes, says where a question arose.
    "negative loss keras": ("03#my-loss-is-negative",),
    "can sparse categorical crossentropy be negative because logits are negative": (
        "03#my-loss-is-negative",
    ),
    "loss 1.945 seven classes": (
        "01#which-loss-value-is-good",
        "reading#first-compute",
    ),
    # A number may be its whole part alone.
    "categorical crossentropy gives 16": (
        "02#the-loss-stops-at-a-cap",
        "09#a-loss-of-16-118",
        "reading#or-100",
    ),
    "loss 16": (
        "02#the-loss-stops-at-a-cap",
        "09#a-loss-of-16-118",
        "reading#or-100",
    ),
    # A choice and a reason are asked for with few words, and common ones.
    "which loss for my problem": ("09#five-questions",),
    "how do I choose a loss function": ("09#five-questions",),
    "loss function selection": ("09#five-questions",),
    "어떤 손실 함수를 써야 하나": ("09#five-questions",),
    "why use cross entropy": (
        "02#why-the-logarithm",
        "05#why-not-mse",
    ),
    "크로스 엔트로피 왜 쓰나": (
        "02#why-the-logarithm",
        "05#why-not-mse",
    ),
    # What else newcomers typed.
    "regression network always outputs average": (
        "floating#all-predictions-are-the-mean",
    ),
    "should I log transform the target, prediction biased": ("09#mape-rmsle",),
    "RMSLE vs RMSE": ("09#mape-rmsle",),
    "평가지표": ("01#loss-or-metric",),
    "how to calibrate after weighted loss softmax": (
        "06#class-weights-and-how-to-undo",
    ),
    "can I use F1 score as loss": ("06#which-threshold-for-f1",),
    "자연로그 밑": (
        "08#base-ten",
        "04#surprisal",
    ),
    "how do I make the first loss log K": (
        "06#start-the-bias",
        "02#real-data-three-kinds",
    ),
    "accuracy computed wrong": ("01#loss-or-metric",),
    "linear scaling rule": ("01#is-the-mean-of-the-batch",),
    "poisson nan": ("03#choose-the-noise",),
}

# Sixty that were written by somebody who had not seen the search. Before anything was
# tuned for them, the right place was among the first three for 38 of these forty ...
QUERIES |= {
    "training loss oscillates": (
        "01#the-loss-oscillates",
        "reading#jumps-up-and-down",
        "01#the-learning-rate",
    ),
    "should I apply softmax before cross entropy loss?": (
        "02#from-logits-exactly",
        "reading#levels-off-at-1-461",
        "09#crossentropyloss-nllloss",
    ),
    "KLD": (
        "glossary#term-KL-divergence",
        "glossary#term-KL-divergence",
        "glossary#term-KL-divergence",
        "04#cross-entropy-and-kl",
    ),
    "gradient accumulation loss different from large batch": (
        "01#is-the-mean-of-the-batch-losses",
        "reading#another-batch-size",
    ),
    "소프트맥스": ("glossary#term-softmax",),
    "크로스 엔트로피": ("glossary#term-cross-entropy",),
    "RMSE MSE 차이": ("07#mse-mae-or-rmse",),
    "validation loss increases but accuracy increases": (
        "02#the-validation-loss-rises",
        "reading#validation-loss-rises-accuracy-does-not",
    ),
    "loss not decreasing": ("reading#the-loss-does-not-decrease",),
    "퍼플렉시티": ("glossary#term-perplexity",),
    "손실 함수와 비용 함수의 차이는?": (
        "01#loss-cost-objective",
        "glossary#term-cost",
        "glossary#term-loss",
    ),
    "로짓이 뭔가요": ("glossary#term-logit", "02#two-classes-first"),
    "how to calculate pos_weight": ("06#how-to-choose-pos-weight",),
    "MAE vs MSE outliers": ("07#mse-mae-or-rmse", "07#the-slope-is-the-pull"),
    "logloss": ("04#what-is-a-good-value", "02#the-negative-log-likelihood"),
    "이상치에 강한 손실 함수는 뭐예요?": (
        "glossary#term-robust",
        "glossary#term-Huber-loss",
        "07#huber-both-at-once",
    ),
    "loss stuck at 0.693": ("reading#stuck-at-0-693", "01#which-loss-value-is-good"),
    "loss 2.302": (
        "reading#stuck-at-0-693",
        "reading#exactly-2-302585",
        "01#which-loss-value-is-good",
    ),
    "derivitive of softmax cross entropy": ("02#the-gradient", "04#the-gradient"),
    "dice loss vs cross entropy segmentation": ("09#dice-or-cross-entropy",),
    "mseloss warning target size different from input size": (
        "floating#all-predictions-are-the-mean",
        "reading#mse-stops-at-the-variance",
    ),
    "CrossEntropyLoss": (
        "09#crossentropyloss-nllloss",
        "09#the-same-name-another-loss",
    ),
    "라벨 스무딩": ("glossary#term-label-smoothing",),
    "KL 발산": (
        "glossary#term-KL-divergence",
        "glossary#term-KL-divergence",
        "glossary#term-KL-divergence",
    ),
    "categorical_crossentropy vs sparse_categorical_crossentropy": (
        "06#categorical-sparse",
        "09#crossentropyloss-nllloss",
    ),
    "focal loss alpha gamma": ("06#focal-loss-or-and-why",),
    "val loss lower than train loss": (
        "01#why-is-my-validation-loss-lower",
        "reading#validation-loss-below",
    ),
    "엔트로피": ("glossary#term-entropy",),
    "model predicts only one class imbalanced data": (
        "06#why-does-the-model-predict-only-one",
    ),
    "initial loss log number of classes": (
        "02#real-data-three-kinds",
        "reading#first-compute",
        "01#which-loss-value-is-good",
    ),
    "do I need a sigmoid before BCEWithLogitsLoss?": (
        "06#from-logits-bceloss",
        "09#crossentropyloss-nllloss",
    ),
    "val loss는 올라가는데 accuracy도 올라감": (
        "02#the-validation-loss-rises",
        "reading#validation-loss-rises-accuracy-does-not",
    ),
    "loss plateaus at 1.46 but accuracy is 100%": (
        "reading#levels-off-at-1-461",
        "02#from-logits-exactly",
    ),
    "early stoping val_loss or val_acc": ("01#early-stopping",),
    "평균제곱오차": ("glossary#term-mean-squared-error",),
    "regression model outputs same value for all inputs": (
        "floating#all-predictions-are-the-mean",
        "01#which-loss-value-is-good",
        "reading#mse-stops-at-the-variance",
    ),
    "softmax temperature": ("02#temperature", "glossary#term-temperature"),
    "최대우도추정": ("glossary#term-maximum-likelihood",),
    "lable smoothing loss never reaches zero": (
        "04#with-label-smoothing",
        "reading#never-below-0-500",
    ),
}
# ... and for all of these twenty, which nobody who tunes the search should look at.
QUERIES |= {
    "loss is nan after a few epochs": (
        "floating#the-loss-is-nan",
        "reading#nan-after-a-good-stretch",
        "reading#grows-then-inf-or-nan",
    ),
    "손실 함수": ("glossary#term-loss",),
    "SmoothL1Loss": (
        "07#try-it",
        "09#the-same-name-another-loss",
        "glossary#term-smooth-L1",
    ),
    "negative loss": (
        "03#my-loss-is-negative",
        "reading#below-0",
        "03#real-data-the-mass-of-a-penguin",
    ),
    "클래스 불균형": ("glossary#term-class-imbalance",),
    "train loss goes down but accuracy doesnt change": (
        "01#loss-or-metric",
        "reading#falls-from-9",
    ),
    "hinge vs logistic loss": ("08#hinge-loss-or-logistic-loss",),
    "sklearn log_loss": ("09#the-same-name-another-loss", "04#what-is-a-good-value"),
    "why use cross entropy instead of mse for classification?": (
        "05#why-not-mse-for-classification",
    ),
    "MSELoss": ("07#mse-mae-or-rmse", "09#the-same-name-another-loss"),
    "ignore_index -100": ("01#ignored-targets", "09#ignore-index"),
    "how do i choose delta in huber loss": ("07#is-in-the-units-of-the-data",),
    "can I compare perplexity of two models with different tokenizers": (
        "04#the-perplexity-of-a-language-model",
    ),
    "NLLLoss vs CrossEntropyLoss": ("09#crossentropyloss-nllloss",),
    "16.118": (
        "09#a-loss-of-16-118",
        "reading#or-100-or-a-flat-14-5",
        "02#the-loss-stops-at-a-cap",
    ),
    "RMSE": ("07#mse-mae-or-rmse",),
    "loss가 nan이 나와요": (
        "floating#the-loss-is-nan",
        "reading#nan-after-a-good-stretch",
        "reading#grows-then-inf-or-nan",
    ),
    "과적합": ("glossary#term-overfitting",),
    "kl_div returns negative": ("04#why-is-f-kl-div-negative",),
    "왜 분류에서 MSE 대신 크로스 엔트로피를 쓰나요?": (
        "05#why-not-mse-for-classification",
    ),
    # Losses of recent papers, by the names that they have there.
    "InfoNCE temperature": ("10#candidates-of-a-batch", "glossary#term-InfoNCE"),
    "dpo loss 0.693": ("10#", "reading-a-loss-curve#stuck-at-0-693"),
    "DPO chosen probability decreases": ("10#dpo-chosen", "10#one-margin"),
    "siglip bias": ("10#siglip",),
    "dice loss probability": ("10#", "09#"),
    "CRPS ensemble fair": ("10#crps",),
    "triplet loss margin": ("10#which-is-nearer", "glossary#term-triplet-loss"),
}
