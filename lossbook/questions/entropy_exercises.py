"""The questions behind the exercises of chapter 04."""

from functools import partial

import numpy as np

from lossbook.information import entropy, mutual_information
from lossbook.questions.parts import in_nats
from lossbook.questions.question import Choice, Mistake, Question

_PAGE = "04-entropy-kl.html"
_SURPRISAL = (
    "Surprisal: what an outcome tells",
    f"{_PAGE}#surprisal-what-an-outcome-tells",
)
_ENTROPY = (
    "Entropy: the mean surprisal",
    f"{_PAGE}#entropy-the-mean-surprisal",
)
_CODES = ("Codes: what a bit buys", f"{_PAGE}#codes-what-a-bit-buys")
_DIRECTIONS = ("Forward and reverse", f"{_PAGE}#forward-and-reverse")
_ISLANDS = (
    "Real data: what an island tells",
    f"{_PAGE}#real-data-what-an-island-tells",
)

_in_nats = partial(in_nats, where=_SURPRISAL)

_BENT = np.array([0.9, 0.1])
_BENT_BITS = entropy(_BENT, base=2)

_THROWS = 3 + 1

_DIE_AND_COIN = Question(
    name="die_and_coin",
    text="A fair die of 8 sides and a fair coin are thrown, independently of each "
    "other. How many bits of information does the result of both give?",
    answer=entropy(np.full(16, 1 / 16), base=2),
    unit="bits",
    tolerance=0.1,
    mistakes=(
        Mistake(
            16,
            "that is the number of possible results",
            "The information is its logarithm to base 2.",
            _SURPRISAL,
        ),
        Mistake(
            3 * 1,
            "that is the die alone, or 3 times 1",
            "Probabilities of independent outcomes multiply, so bits add up.",
            _SURPRISAL,
        ),
        Mistake(
            8 + 2,
            "that adds the numbers of sides",
            "Bits add up, and the die gives log2 8 = 3 of them.",
            _ENTROPY,
        ),
        _in_nats(_THROWS),
    ),
    hints=(
        "How many bits does the die give, and how many the coin?",
        "The die gives log2 8 bits, the coin log2 2 bits. Add them.",
    ),
    right="The die gives 3 bits and the coin 1 bit, and independent surprisals add up: "
    "4 bits.",
)

# Rows: the sides of the coin. Columns: those of the die.
_DECIDED = np.repeat(np.eye(2), 4, axis=1) / 8
_BOTH = entropy(_DECIDED.ravel(), base=2)

_DECIDED_COIN = Question(
    name="decided_coin",
    text="A fair die of 8 sides is thrown. A coin is then laid on the table with heads "
    "up if the die shows more than 4, and with tails up otherwise. How many bits of "
    "information do die and coin give together?",
    answer=_BOTH,
    unit="bits",
    tolerance=0.03,
    mistakes=(
        Mistake(
            _THROWS,
            "that is for a coin that is independent of the die",
            "If you know the die, the coin tells nothing more.",
            _ISLANDS,
        ),
        Mistake(
            _BOTH - 1,
            "that subtracts the bit of the coin",
            "It is what the die still tells after the coin. Together they give the "
            "bit of the coin as well.",
            _ISLANDS,
        ),
        Mistake(
            8,
            "that is the number of possible results",
            "Each of the 8 results has the probability ⅛. The information is log2 8.",
            _ENTROPY,
        ),
        _in_nats(_BOTH),
    ),
    hints=(
        "How many pairs of die and coin are possible now?",
        "There are 8, all equally likely. Take the logarithm to base 2.",
    ),
    right="The die decides the coin, so both together give what the die gives: 3 bits.",
)

_TOLD = mutual_information(_DECIDED, base=2)

_TOLD_OF_DIE = Question(
    name="told_of_die",
    text="A fair die of 8 sides is thrown. A coin then shows heads if the die shows "
    "more than 4, and tails otherwise. You see the coin only. How many bits of "
    "information does it give about the die?",
    answer=_TOLD,
    unit="bits",
    tolerance=0.02,
    mistakes=(
        Mistake(
            0,
            "that is for a coin that is independent of the die",
            "Here the coin says in which half of its sides the die is.",
            _ISLANDS,
        ),
        Mistake(
            _BOTH - _TOLD,
            "that is what remains unknown about the die",
            "Of 8 sides 4 remain possible. The information is the difference from "
            "before.",
            _ISLANDS,
        ),
        Mistake(
            _BOTH,
            "that is all there is to know about the die",
            "The coin leaves 4 sides possible, so it does not tell all.",
            _ISLANDS,
        ),
        Mistake(
            1 / 2,
            "that is the chance of heads",
            "The information is the fall of the entropy of the die when you see the "
            "coin.",
            _ISLANDS,
        ),
        _in_nats(_TOLD),
    ),
    hints=(
        "How many sides of the die are possible before you see the coin, and how many "
        "afterwards?",
        "The entropy of the die falls from log2 8 to log2 4 bits.",
    ),
    right="The coin leaves 4 of 8 sides possible, so it gives 3 − 2 = 1 bit, or "
    "1 + 3 − 3 bits by the formula with three entropies.",
)

_PAIRS = np.outer(_BENT, _BENT).ravel()
_LENGTHS = np.array([1, 2, 3, 3])
_A_TOSS = _PAIRS @ _LENGTHS / 2

_PAIRS_OF_TOSSES = Question(
    name="pairs_of_tosses",
    text="A coin shows heads in 90 % of tosses. Two tosses at a time are sent with the "
    "code `0` for heads and heads, `10` for heads and tails, `110` for tails and heads "
    "and `111` for tails and tails. How many bits a toss does it need on average?",
    answer=_A_TOSS,
    unit="bits a toss",
    tolerance=0.005,
    mistakes=(
        Mistake(
            _PAIRS @ _LENGTHS,
            "that is the mean length of a word, for two tosses",
            "Each word carries two tosses, so divide by 2.",
            _CODES,
        ),
        Mistake(
            _BENT_BITS,
            "that is the entropy, which this code does not reach",
            "Whole words are at least one bit long, and the first word comes with "
            "81 %.",
            _CODES,
        ),
        Mistake(
            _A_TOSS - _BENT_BITS,
            "that is how far the code is above the entropy",
            "Add the entropy of the coin to it.",
            _CODES,
        ),
        Mistake(
            _LENGTHS.mean() / 2,
            "that gives all four words the same weight",
            "This would be right for a fair coin. Here the first word comes with 81 %.",
            _CODES,
        ),
        _in_nats(_A_TOSS),
    ),
    hints=(
        "How often does each of the four words occur?",
        "With 81 %, 9 %, 9 % and 1 %. Their mean length is for two tosses.",
    ),
    right=f"The mean length is {_PAIRS @ _LENGTHS:.2f} bits for two tosses, so "
    f"{_A_TOSS:.3f} bits a toss.",
)

_NEAR_BUMPS = Choice(
    name="near_bumps",
    text="Two equal bumps of scale 0.6 are moved together, from ±2 to ±1. Among all "
    "Gaussians q, which one makes the reverse KL(q‖p) the lowest now?",
    answer="One in the middle that covers both bumps.",
    mistakes=(
        Mistake(
            "One on either bump, as narrow as the bump.",
            "that is the answer for bumps that are far apart",
            "Reverse KL keeps q out of places where the truth is small. Between these "
            "bumps the truth is no longer small.",
            _DIRECTIONS,
        ),
        Mistake(
            "One in the middle, narrower than each bump.",
            "such a bell has nearly all its weight in the gap",
            "A wider one puts more weight where the truth is larger.",
            _DIRECTIONS,
        ),
        Mistake(
            "One in the middle, wider than the best for forward KL.",
            "reverse KL makes q pay for tails that the truth lacks",
            "So its best bell in the middle is a little narrower than that of forward "
            "KL, not wider.",
            _DIRECTIONS,
        ),
    ),
    right="The gap is half filled now, so q pays little for its weight there, and to "
    "cover both bumps costs less than to leave one out.",
)

OF_EXERCISES = (
    _DIE_AND_COIN,
    _DECIDED_COIN,
    _TOLD_OF_DIE,
    _PAIRS_OF_TOSSES,
    _NEAR_BUMPS,
)
