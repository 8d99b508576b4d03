"""What a loss curve can show: symptom, meaning, check, remedy. A table, not code.

The appendix "Reading a loss curve" has a section for each row, in this order, and
`lossbook.diagnose` answers with them.
"""

from dataclasses import dataclass

__all__ = ["SYMPTOMS", "Symptom"]


@dataclass(frozen=True)
class Symptom:
    """One row.

    Attributes
    ----------
    title : str
        What is seen. It is the heading of the section in the appendix.
    says : str
        What that says of the model.
    check : str
        The check that decides.
    remedy : str
        What to do.
    where : str
        The chapter that explains it.
    curve : str
        The function of `lossbook.curves.CURVES` that shows it.
    """

    title: str
    says: str
    check: str
    remedy: str
    where: str
    curve: str


SYMPTOMS: dict[str, Symptom] = {
    "stuck": Symptom(
        "Stuck at 0.693, 1.099, 1.609 or 2.303",
        "The model gives each of the K classes nearly the same probability, and log K "
        "is the price of that. It has learned almost nothing from the inputs.",
        "Train on twenty examples, or on as many as the model has weights. If the loss "
        "stays there too, the model or its gradient is at fault. If it falls to almost "
        "0, look at the labels.",
        "Print inputs beside their labels: one may be shuffled without the other. Try "
        "a learning rate ten times as large, and a model that is not linear.",
        "chapter 01",
        "shuffled",
    ),
    "dead": Symptom(
        "Exactly 2.302585 for thousands of steps",
        "The inputs do not reach the output. All logits are equal to the last digit.",
        "The standard deviation of the logits over the examples is 0, and no unit of "
        "the last hidden layer is active.",
        "Start again with a smaller learning rate. Units that a long step has switched "
        "off for all examples get no gradient any more.",
        "chapter 05",
        "dead",
    ),
    "shares": Symptom(
        "Stuck at 0.325 or 0.056: the entropy of the class shares",
        "The model has learned how frequent each class is, and almost nothing else.",
        "Compute the entropy of the class shares in the training data, and compare.",
        "Print inputs beside their labels, and train on twenty examples. A loss that "
        "looks small can be this one: at 1 % yes it is 0.056.",
        "chapter 06",
        "rare",
    ),
    "labels": Symptom(
        "0.16 with 80 labels",
        "A mean over labels that are nearly all no. The model knows the shares of the "
        "labels, and nothing else.",
        "Compare with the mean entropy of the shares of the labels.",
        "Report the sum over the labels of an example, or the loss divided by that "
        "entropy.",
        "chapter 06",
        "many_labels",
    ),
    "by_element": Symptom(
        "90 % right at a loss of 2.303",
        "The accuracy counts K answers per example. A model that says no to all is "
        "right in 1 - 1/K of them.",
        "Count the examples whose largest logit is that of the label.",
        "Use the accuracy of the largest logit. Keras calls it categorical accuracy.",
        "chapter 06",
        "by_element",
    ),
    "start": Symptom(
        "Falls from 9 to 1.386, and the accuracy stays at 25 %",
        "Nothing was learned. The model was sure of wrong answers at the start, and "
        "has only become unsure.",
        "Compare the first loss with log K, and the last one too.",
        "Start with smaller weights in the last layer, so that the first loss is near "
        "log K. Then look whether the loss falls below it.",
        "chapter 01",
        "overconfident_start",
    ),
    "twice": Symptom(
        "Levels off at 1.461, 0.551, 0.503 or 0.313 with nearly all right",
        "A softmax or a sigmoid is applied twice. The second one gets numbers from 0 "
        "to 1, so it can never be sure.",
        "With a second softmax no example costs less than log(1 + (K - 1)/e), with a "
        "second sigmoid none less than 0.313.",
        "Give the logits to the loss. It contains the softmax or the sigmoid.",
        "chapters 02 and 06",
        "softmax_twice",
    ),
    "smoothing": Symptom(
        "Never below 0.500 with label smoothing",
        "The loss is at its floor, the entropy of the smoothed target. Nothing is "
        "wrong.",
        "Compute the loss without label smoothing, on the same examples.",
        "Report the loss without label smoothing, for both sets of examples.",
        "chapter 04",
        "smoothed",
    ),
    "cap": Symptom(
        "16.12, 18.42 or 100, or a flat 14.5",
        "Probabilities are clipped, so an example costs at most minus the logarithm of "
        "the limit. The model is sure of everything.",
        "Divide the mean loss by the share of wrong answers: it is the cap.",
        "Compute the loss from logits. Where it is capped, no gradient says so. Then "
        "scale the inputs, and use a smaller learning rate.",
        "chapter 02",
        "capped",
    ),
    "negative": Symptom(
        "Below 0",
        "A loss of classes is never negative. The labels are not in [0, 1], or "
        "probabilities stand where logarithms are wanted. The loss of a density may "
        "be negative.",
        "Look at the smallest and the largest label, and whether what the loss gets "
        "adds up to 1.",
        "Count labels from 0. Give `nll_loss` and `kl_div` logarithms.",
        "chapter 03",
        "labels_from_one",
    ),
    "nan": Symptom(
        "NaN after a good stretch",
        "A probability was rounded to 1, and 0 · log 0 is NaN. Or there was 0/0, a "
        "mean over nothing, or the slope of a square root at 0.",
        "Compute the loss from the logits of the same weights: is it a number?",
        "Use the loss that takes logits. Look for NaN in the inputs, and for batches "
        "in which all targets are ignored.",
        "the appendix on floating point",
        "rounded_to_one",
    ),
    "diverging": Symptom(
        "Grows, then inf or NaN",
        "The learning rate is too high: each step jumps over the minimum, and lands "
        "farther away than it began.",
        "Divide each loss by the one before it. The ratio is above 1 in the end, and "
        "for a quadratic cost it approaches a constant.",
        "Divide the rate by ten. Scale the inputs. For a quadratic cost the limit is 2 "
        "over the largest curvature.",
        "chapter 01",
        "diverging",
    ),
    "zigzag": Symptom(
        "Jumps up and down",
        "The steps are too long for the place. They jump to and fro over the minimum, "
        "often because one input has large numbers.",
        "Divide the rate by three. If the jumps become smaller and the loss falls, it "
        "was that.",
        "Standardise the inputs, or lower the rate in the course of training.",
        "chapter 07",
        "zigzag",
    ),
    "too_sure": Symptom(
        "Validation loss rises, accuracy does not fall",
        "The logits grow. What is right costs a little less, and what is wrong costs "
        "more, without a limit. The model is too sure.",
        "Compare the mean loss of the right and of the wrong examples. Fit a "
        "temperature: it should undo most of the rise.",
        "For decisions go on. For probabilities stop at the lowest validation loss, or "
        "fit a temperature.",
        "chapter 02",
        "too_sure",
    ),
    "overfitting": Symptom(
        "Validation loss rises, and accuracy falls",
        "Overfitting: the model learns what is only chance in the training examples.",
        "Compare the best and the last validation accuracy, or cost of the errors.",
        "Stop at the best, penalise large weights, or collect more examples.",
        "chapter 03",
        "overfitting",
    ),
    "below": Symptom(
        "Validation loss below training loss",
        "The two are not computed in the same way, or the validation examples are "
        "easier. The training loss is a mean over the epoch, or contains a penalty, "
        "dropout or label smoothing.",
        "After an epoch, compute the loss of the training examples as you do that of "
        "the others.",
        "Compare only losses of the same formula, the same weights and the same mode.",
        "chapter 01",
        "mean_of_an_epoch",
    ),
    "mean": Symptom(
        "MSE stops at the variance of y",
        "The model predicts the mean for every input. With predictions of the shape "
        "(N, 1) and targets (N,) the best it can do is that.",
        "Print both shapes, and the standard deviation of the predictions.",
        "Give both the same shape. Judge an MSE by 1 - MSE/var(y), not by its size.",
        "the appendix on floating point",
        "all_pairs",
    ),
    "sum": Symptom(
        "Another batch size, another loss",
        "The loss is the sum over the batch, or a mean of means of unequal batches.",
        "Divide the first loss by the batch size: is it near log K?",
        "Add up the losses and divide once, by the number of examples or of tokens.",
        "chapter 01",
        "summed",
    ),
}
