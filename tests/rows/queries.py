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
}
